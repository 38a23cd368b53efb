package dev.polyhead.webapp.transcription;

import dev.polyhead.core.generation.Cancellation;
import dev.polyhead.core.runtime.Cancelled;
import dev.polyhead.media.audio.AudioSource;
import dev.polyhead.speech.LanguageProbability;
import dev.polyhead.speech.Segment;
import dev.polyhead.speech.Token;
import dev.polyhead.speech.Transcript;
import dev.polyhead.speech.TranscriptionListener;
import dev.polyhead.speech.TranscriptionOptions;
import dev.polyhead.speech.TranscriptionState;
import dev.polyhead.speech.Word;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.context.annotation.Primary;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** Says the same whatever it hears: for tests of what surrounds a model. */
@Component
@Primary
@Profile("fake")
class FakeRecognition implements Recognition {
    static final List<String> SENTENCES = List.of(
            "In the beginning of the year the hives are quiet.",
            "The bees keep the queen warm, and only on the first mild days some of them fly out.",
            "By April everything changes: the willows bloom and the colony grows by a thousand a day.",
            "A beekeeper looks for three things, food, room and a healthy brood.",
            "Varroa is counted on a board under the hive, and nobody should skip that.");

    final AtomicInteger cancelled = new AtomicInteger();
    final AtomicInteger spoken = new AtomicInteger();
    volatile long pauseMillis = Long.getLong("fake.pause", 0);

    /** Whether nobody speaks. */
    volatile boolean silent;

    @Override
    public Transcript transcribe(
            Path file,
            TranscriptionFields fields,
            TranscriptionListener listener,
            Cancellation cancellation,
            TranscriptionState from)
            throws IOException {
        double duration = AudioSource.readAll(file, 8000).length / 8000.0;
        double each = duration / SENTENCES.size();
        LanguageProbability english = new LanguageProbability("en", 0.98);
        listener.language(english);
        List<Segment> segments = new ArrayList<>(from.segments());
        for (int i = segments.size(); i < (silent ? 0 : SENTENCES.size()); i++) {
            for (String part = ""; part.length() < SENTENCES.get(i).length(); ) {
                part = SENTENCES
                        .get(i)
                        .substring(
                                0, Math.min(part.length() + 20, SENTENCES.get(i).length()));
                listener.partial(i * each, part);
                pause();
                if (cancellation.cancelled()) {
                    cancelled.incrementAndGet();
                    throw new Cancelled();
                }
            }
            Segment segment = segment(i, i * each, (i + 1) * each, SENTENCES.get(i), fields.options());
            segments.add(segment);
            spoken.incrementAndGet();
            listener.segment(segment);
            listener.progress((i + 1) * each, duration);
            listener.checkpoint(new TranscriptionState(
                    (long) ((i + 1) * each * 16000), "en", List.of(english), List.of(), segments));
        }
        return new Transcript(
                fields.options().task().name().toLowerCase(Locale.ROOT),
                "en",
                List.of(english),
                duration,
                duration,
                segments,
                List.of());
    }

    private void pause() {
        try {
            Thread.sleep(pauseMillis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Segment segment(int id, double start, double end, String text, TranscriptionOptions options) {
        String[] parts = text.split(" ");
        List<Word> words = new ArrayList<>();
        List<Token> tokens = new ArrayList<>();
        for (int i = 0; i < parts.length; i++) {
            double from = start + (end - start) * i / parts.length;
            double to = start + (end - start) * (i + 0.9) / parts.length;
            words.add(new Word(from, to, " " + parts[i], parts[i].startsWith("Varroa") ? 0.31 : 0.93));
            tokens.add(new Token(1000 + i, " " + parts[i], -0.1));
        }
        return new Segment(
                id, start, end, " " + text, tokens, 0, -0.2, 1.3, 0.01, options.wordTimestamps() ? words : List.of());
    }
}
