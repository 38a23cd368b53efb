package dev.polyhead.speech;

import dev.polyhead.core.checkpoint.CheckpointException;
import dev.polyhead.core.checkpoint.ConfigJson;
import dev.polyhead.core.generation.Cancellation;
import dev.polyhead.core.generation.Encoded;
import dev.polyhead.core.generation.TokenModel;
import dev.polyhead.core.model.Model;
import dev.polyhead.core.tensor.Tensor;
import dev.polyhead.media.audio.AudioSettings;
import dev.polyhead.media.audio.AudioSource;
import dev.polyhead.text.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes down what is said in a recording, with a Whisper model (Radford et al. 2022). Any number of threads may
 * transcribe at once: their windows share batches and take turns.
 *
 * <p>The model and the detector stay the caller's; the transcriber itself holds the tokenizer.
 */
public final class Transcriber implements AutoCloseable {
    private static final int LARGEST_BATCH = 16;
    private static final int WINDOW = WindowDecoder.FRAMES * LogMel.HOP;
    private static final double LONGEST_SPAN = 30;

    private final WhisperTokens tokens;
    private final TokenModel tokenModel;
    private final LogMel logMel;
    private final WindowDecoder decoder;
    private final WindowQueue queue;
    private final @Nullable SpeechDetector detector;

    /**
     * A transcriber.
     *
     * @param model a Whisper checkpoint
     * @param detector for voice activity detection and batches; null if neither is ever asked for
     * @throws CheckpointException if the folder of the model lacks what speech needs
     */
    public Transcriber(Model model, @Nullable SpeechDetector detector) {
        if (!model.modelType().equals("whisper")) {
            throw new CheckpointException("A model of type \"%s\" does not transcribe speech. Choose a Whisper model."
                    .formatted(model.modelType()));
        }
        this.detector = detector;
        Path file = model.folder().resolve("generation_config.json");
        ConfigJson generation = Files.exists(file) ? ConfigJson.read(file) : model.config();
        tokens = new WhisperTokens(Tokenizer.open(model.folder()), generation);
        tokenModel = model.tokens();
        logMel = new LogMel(model.config().integer("num_mel_bins", 80));
        decoder = new WindowDecoder(tokenModel, tokens, attention(model, generation), logMel.bands());
        queue = new WindowQueue(LARGEST_BATCH, tokens, decoder::decode);
    }

    /** Heads that look at what is being said: those that the checkpoint lists, else all of the upper half. */
    private static CrossAttention attention(Model model, ConfigJson generation) {
        int layers = model.config().integer("decoder_layers");
        int heads = model.config().integer("decoder_attention_heads");
        List<int[]> chosen = new ArrayList<>();
        generation
                .json()
                .path("alignment_heads")
                .forEach(pair ->
                        chosen.add(new int[] {pair.get(0).asInt(), pair.get(1).asInt()}));
        if (chosen.isEmpty()) {
            for (int layer = layers / 2; layer < layers; layer++) {
                for (int head = 0; head < heads; head++) {
                    chosen.add(new int[] {layer, head});
                }
            }
        }
        Set<String> outputs = new LinkedHashSet<>();
        chosen.forEach(each -> outputs.add("cross_attentions." + each[0]));
        return (window, ids) -> {
            long[] row = Arrays.stream(ids).asLongStream().toArray();
            Map<String, Tensor> seen = model.write(window, Tensor.of(row, 1, row.length), outputs);
            float[][][] weights = new float[chosen.size()][ids.length][];
            for (int i = 0; i < weights.length; i++) {
                Tensor layer = Objects.requireNonNull(seen.get("cross_attentions." + chosen.get(i)[0]));
                int frames = layer.dimension(3);
                FloatBuffer all = layer.floatBuffer();
                for (int t = 0; t < ids.length; t++) {
                    weights[i][t] = new float[frames];
                    all.get((chosen.get(i)[1] * ids.length + t) * frames, weights[i][t]);
                }
            }
            return weights;
        };
    }

    /** Windows of all recordings that wait for a batch now. */
    public int waiting() {
        return queue.waiting();
    }

    /** Codes of the languages that the model knows; English alone for an English model. */
    public Set<String> languages() {
        return tokens.languages().isEmpty() ? Set.of("en") : tokens.languages().keySet();
    }

    /**
     * Transcribes a file.
     *
     * @throws IOException if it cannot be read; the message says why
     */
    public Transcript transcribe(Path file, TranscriptionOptions options) throws IOException {
        return transcribe(file, options, TranscriptionListener.NONE, new Cancellation());
    }

    /**
     * Transcribes a file.
     *
     * @throws IOException if it cannot be read; the message says why
     * @throws dev.polyhead.core.runtime.Cancelled if it was cancelled
     */
    public Transcript transcribe(
            Path file, TranscriptionOptions options, TranscriptionListener listener, Cancellation cancellation)
            throws IOException {
        try (AudioSource source = AudioSource.open(file, AudioSettings.at(LogMel.RATE))) {
            return transcribe(source, options, listener, cancellation, TranscriptionState.beginning());
        }
    }

    /**
     * Transcribes an open recording.
     *
     * @param source at {@value LogMel#RATE} Hz, from its beginning
     * @param from where an earlier run got to
     * @throws IOException if it cannot be read; the message says why
     * @throws dev.polyhead.core.runtime.Cancelled if it was cancelled
     */
    public Transcript transcribe(
            AudioSource source,
            TranscriptionOptions options,
            TranscriptionListener listener,
            Cancellation cancellation,
            TranscriptionState from)
            throws IOException {
        if (source.sampleRate() != LogMel.RATE) {
            throw new IllegalArgumentException("Speech is read at %d Hz, not %d. Open the source at that rate."
                    .formatted(LogMel.RATE, source.sampleRate()));
        }
        Transcript transcript = transcribe(
                source::read, source.declaredSeconds().orElse(Double.NaN), options, listener, cancellation, from);
        List<String> warnings = new ArrayList<>(source.warnings());
        warnings.addAll(transcript.warnings());
        return new Transcript(
                transcript.task(),
                transcript.language(),
                transcript.languages(),
                transcript.duration(),
                transcript.durationAfterVad(),
                transcript.segments(),
                warnings);
    }

    /** Transcribes samples at {@value LogMel#RATE} Hz. */
    public Transcript transcribe(
            float[] samples, TranscriptionOptions options, TranscriptionListener listener, Cancellation cancellation) {
        try {
            return transcribe(
                    SampleStream.of(samples),
                    (double) samples.length / LogMel.RATE,
                    options,
                    listener,
                    cancellation,
                    TranscriptionState.beginning());
        } catch (IOException e) {
            throw new IllegalStateException("Samples in memory could not be read.", e);
        }
    }

    private Transcript transcribe(
            SampleStream stream,
            double total,
            TranscriptionOptions options,
            TranscriptionListener listener,
            Cancellation cancellation,
            TranscriptionState from)
            throws IOException {
        check(options);
        try (Run run = new Run(options, listener, cancellation, tokens, queue, logMel, detector, total, from)) {
            return transcribe(run, stream, from);
        }
    }

    private Transcript transcribe(Run run, SampleStream stream, TranscriptionState from) throws IOException {
        TranscriptionOptions options = run.options();
        boolean filtered = options.vadFilter() || options.batchSize() > 1;
        Recording recording = new Recording(stream);
        double heard;
        if (!filtered) {
            findLanguage(run, recording, from.position());
            new SequentialLoop(run, recording, clips(options), new Unmoved(), from.position(), from.context()).run();
            heard = (double) recording.drain() / LogMel.RATE;
            return transcript(run, heard, heard);
        }
        recording.forget(from.position());
        long[] at = {recording.known() < from.position() ? recording.known() : from.position()};
        SampleStream rest = (target, offset, length) -> {
            float[] some = recording.slice(at[0], length);
            if (some.length == 0) {
                return -1;
            }
            System.arraycopy(some, 0, target, offset, some.length);
            at[0] += some.length;
            recording.forget(at[0]);
            return some.length;
        };
        VadOptions vad = vad(options);
        SpeechStream speech = new SpeechStream(rest, Objects.requireNonNull(detector), vad, from.position());
        if (options.batchSize() > 1) {
            new BatchedLoop(run, speech).run(from.position());
        } else {
            Recording joined = new Recording(speech);
            findLanguage(run, joined, 0);
            Moved moved = new Moved(speech.timeline());
            new SequentialLoop(run, joined, clips(options), moved, 0, from.context()).run();
        }
        heard = (double) recording.drain() / LogMel.RATE;
        return transcript(run, heard, speech.speechSeconds());
    }

    private Transcript transcript(Run run, double duration, double heard) {
        return new Transcript(
                run.options().task().name().toLowerCase(Locale.ROOT),
                run.language().code(),
                run.language().probabilities(),
                duration,
                heard,
                run.segments(),
                run.warnings());
    }

    private void check(TranscriptionOptions options) {
        boolean filtered = options.vadFilter() || options.batchSize() > 1;
        if (filtered && detector == null) {
            throw new IllegalArgumentException(
                    "vad_filter and a batch_size above 1 need the voice activity model, which is not installed.");
        }
        if (filtered && !options.clipTimestamps().isEmpty()) {
            throw new IllegalArgumentException(
                    "clip_timestamps cannot be combined with vad_filter or a batch_size above 1. Leave one of them out.");
        }
        String language = options.language() == null ? "en" : Languages.code(options.language());
        tokens.opening(
                options.language() == null && !tokens.languages().isEmpty() ? firstLanguage() : language,
                options.task(),
                options.withoutTimestamps());
        for (int token : options.suppressTokens()) {
            if (token < -1 || token >= tokenModel.vocabulary()) {
                throw new IllegalArgumentException("suppress_tokens names %d, but the model's tokens go from 0 to %d."
                        .formatted(token, tokenModel.vocabulary() - 1));
            }
        }
    }

    private String firstLanguage() {
        return tokens.languages().keySet().iterator().next();
    }

    /** Where windows are cut, speech must not be longer than one, and shorter pauses do. */
    private static VadOptions vad(TranscriptionOptions options) {
        VadOptions vad = options.vad();
        VadOptions bounded = vad.withMaxSpeechDurationS(Math.min(LONGEST_SPAN, vad.maxSpeechDurationS()));
        boolean usual = vad.minSilenceDurationMs() == VadOptions.defaults().minSilenceDurationMs();
        return options.batchSize() > 1 && usual ? bounded.withMinSilenceDurationMs(160) : bounded;
    }

    private static List<SpeechSpan> clips(TranscriptionOptions options) {
        List<Double> times = options.clipTimestamps();
        List<SpeechSpan> clips = new ArrayList<>();
        for (int i = 0; i < times.size(); i += 2) {
            long end = i + 1 < times.size() ? Math.round(times.get(i + 1) * LogMel.RATE) : Long.MAX_VALUE;
            clips.add(new SpeechSpan(Math.round(times.get(i) * LogMel.RATE), end));
        }
        return clips.isEmpty() ? List.of(new SpeechSpan(0, Long.MAX_VALUE)) : clips;
    }

    /** Listens to several windows before the first is transcribed, if that is asked for. */
    private void findLanguage(Run run, Recording recording, long position) throws IOException {
        TranscriptionOptions options = run.options();
        if (run.language().known() || options.languageDetectionSegments() == 1 || options.multilingual()) {
            return;
        }
        List<LanguageProbability> best = List.of();
        for (int i = 0; i < options.languageDetectionSegments(); i++) {
            float[] samples = recording.slice(position + (long) i * WINDOW, WINDOW);
            if (samples.length == 0) {
                break;
            }
            List<LanguageProbability> found = detectLanguage(samples);
            if (best.isEmpty() || found.get(0).probability() > best.get(0).probability()) {
                best = found;
            }
            if (best.get(0).probability() >= options.languageDetectionThreshold()) {
                break;
            }
        }
        if (!best.isEmpty()) {
            run.language().found(best);
        }
    }

    /**
     * Finds out which language is spoken.
     *
     * @param samples at {@value LogMel#RATE} Hz; the first 30 s count
     * @return all languages, likeliest first
     */
    public List<LanguageProbability> detectLanguage(float[] samples) {
        float[] picture = new float[logMel.bands() * WindowDecoder.FRAMES];
        logMel.draw(samples, 0, samples.length, WindowDecoder.FRAMES, picture, 0);
        Tensor input = Tensor.of(picture, 1, logMel.bands(), WindowDecoder.FRAMES);
        try (Encoded encoded = tokenModel.encode(Map.of("input_features", input))) {
            return decoder.languages(encoded).get(0);
        }
    }

    @Override
    public void close() {
        tokens.close();
    }

    private record Unmoved() implements SequentialLoop.Place {
        @Override
        public long sample(long listened) {
            return listened;
        }

        @Override
        public Segment segment(Segment listened) {
            return listened;
        }
    }

    private record Moved(Timeline timeline) implements SequentialLoop.Place {
        @Override
        public long sample(long listened) {
            return timeline.originalStart(listened);
        }

        @Override
        public Segment segment(Segment listened) {
            return timeline.restore(listened);
        }
    }
}
