package dev.polyhead.webapp.transcription;

import dev.polyhead.core.generation.Cancellation;
import dev.polyhead.media.audio.AudioSettings;
import dev.polyhead.media.audio.AudioSource;
import dev.polyhead.media.audio.AudioTooLongException;
import dev.polyhead.media.audio.UnreadableAudioException;
import dev.polyhead.speech.LanguageProbability;
import dev.polyhead.speech.LogMel;
import dev.polyhead.speech.Transcriber;
import dev.polyhead.speech.Transcript;
import dev.polyhead.speech.TranscriptionListener;
import dev.polyhead.speech.TranscriptionOptions;
import dev.polyhead.speech.TranscriptionState;
import dev.polyhead.webapp.errors.ApiException;
import dev.polyhead.webapp.security.Clients;
import dev.polyhead.webapp.system.PolyheadProperties;
import dev.polyhead.webapp.system.Turns;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Whisper models, shared by all requests: their windows take turns. */
@Component
class WhisperRecognition implements Recognition {
    private static final int LANGUAGE_SECONDS = 30;

    private final SpeechModels models;
    private final SpeechMetrics metrics;
    private final AudioSettings settings;
    private final Turns places;
    private final int most;

    WhisperRecognition(SpeechModels models, PolyheadProperties properties, MeterRegistry metrics) {
        this.models = models;
        this.metrics = new SpeechMetrics(metrics);
        settings = AudioSettings.at(LogMel.RATE).withLongest(properties.limits().duration());
        most = properties.limits().waiting();
        places = new Turns(most, 0);
        Gauge.builder("polyhead.speech.open", places, Turns::taken)
                .description("Recordings that are being transcribed or wait")
                .register(metrics);
    }

    @Override
    public Transcript transcribe(
            Path file,
            TranscriptionFields fields,
            TranscriptionListener listener,
            Cancellation cancellation,
            TranscriptionState from)
            throws IOException {
        long asked = System.nanoTime();
        try (Turns.Turn turn = places.take(Clients.current(), this::busy);
                SpeechModels.Use use = models.use(fields.model())) {
            String model = use.lease().id();
            metrics.uses(use.transcriber());
            long leased = System.nanoTime();
            metrics.waited(model, leased - asked);
            TranscriptionOptions options = withLanguage(file, fields, use.transcriber());
            try (AudioSource source = AudioSource.open(file, settings)) {
                long opened = System.nanoTime();
                metrics.opened(model, opened - leased);
                Transcript transcript = use.transcriber().transcribe(source, options, listener, cancellation, from);
                metrics.recognised(model, transcript, System.nanoTime() - opened);
                return transcript;
            }
        } catch (IllegalArgumentException e) {
            throw TranscriptionFields.refused(e);
        } catch (AudioTooLongException e) {
            throw e;
        } catch (UnreadableAudioException e) {
            if (NotSound.is(file)) {
                throw ApiException.unsupportedMedia("file", "This is no recording. " + e.getMessage());
            }
            throw e;
        }
    }

    private ApiException busy() {
        return ApiException.busy(
                Duration.ofSeconds(5),
                "%d recordings are being transcribed or wait already; at most %d may, three quarters of them from one client. Try again in a few seconds."
                        .formatted(places.taken(), most));
    }

    /** Of several languages that are possible, the likeliest. */
    private TranscriptionOptions withLanguage(Path file, TranscriptionFields fields, Transcriber transcriber)
            throws IOException {
        if (fields.candidates().isEmpty()) {
            return fields.options();
        }
        float[] beginning = new float[LANGUAGE_SECONDS * LogMel.RATE];
        int length = 0;
        try (AudioSource source = AudioSource.open(file, settings)) {
            for (int read = 0; read >= 0 && length < beginning.length; length += Math.max(0, read)) {
                read = source.read(beginning, length, beginning.length - length);
            }
        }
        Optional<String> likeliest = transcriber.detectLanguage(Arrays.copyOf(beginning, length)).stream()
                .map(LanguageProbability::language)
                .filter(fields.candidates()::contains)
                .findFirst();
        return fields.options().toBuilder()
                .language(likeliest.orElse(fields.candidates().get(0)))
                .build();
    }
}
