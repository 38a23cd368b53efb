package dev.polyhead.music;

import dev.polyhead.core.checkpoint.ConfigJson;
import dev.polyhead.core.generation.Cancellation;
import dev.polyhead.core.generation.GenerationConfig;
import dev.polyhead.core.generation.GenerationRequest;
import dev.polyhead.core.generation.Generator;
import dev.polyhead.core.generation.TokenModel;
import dev.polyhead.core.model.Model;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Writes pieces with a Music Transformer: from nothing, or on from a {@link Primer}. The same seed gives the same piece.
 *
 * <p>The model looks back over a window of events. When the window is full it slides: the newer half is read again and
 * writing goes on behind it, so a piece may be as long as one likes. A piece that degenerates (silence, one note, one
 * figure) is begun anew once with another seed; if that fails too it is given with a warning.
 *
 * <p>May be used by several threads at once.
 */
public final class Composer {
    private static final int DEFAULT_WINDOW = 1024;
    private static final long SECOND_TRY = 0x9e3779b97f4a7c15L;

    private final TokenModel model;
    private final NoteEvents vocabulary;
    private final GenerationConfig defaults;
    private final int window;
    private final int[] start;

    /**
     * A composer that plays a model.
     *
     * @param defaults temperature, top-k and top-p of requests that give none
     * @param window events the model looks back over, at least 16
     * @param start how a piece begins that continues nothing
     * @throws IllegalArgumentException if model and vocabulary do not fit together
     */
    Composer(TokenModel model, NoteEvents vocabulary, GenerationConfig defaults, int window, int[] start) {
        if (model.vocabulary() != vocabulary.vocabulary()) {
            throw new IllegalArgumentException(
                    "The model knows %d events, performance events are %d. Give a checkpoint trained on them."
                            .formatted(model.vocabulary(), vocabulary.vocabulary()));
        }
        if (window < 16 || start.length == 0) {
            throw new IllegalArgumentException(
                    "A window of %d events and %d to begin with are too few.".formatted(window, start.length));
        }
        this.model = model;
        this.vocabulary = vocabulary;
        this.defaults = defaults;
        this.window = Math.min(window, model.contextLength());
        this.start = start.clone();
    }

    /**
     * A composer that plays a checkpoint. {@code max_context} and {@code start_token_ids} are read from its {@code
     * generation_config.json}.
     *
     * @param model stays the caller's
     */
    public static Composer of(Model model) {
        NoteEvents vocabulary = new PerformanceEvents();
        Path file = model.folder().resolve("generation_config.json");
        ConfigJson config = Files.exists(file) ? ConfigJson.read(file) : model.config();
        int[] start = config.has("start_token_ids")
                ? config.integers("start_token_ids").stream()
                        .mapToInt(Integer::intValue)
                        .toArray()
                : new int[] {vocabulary.id(new NoteEvent.Velocity(80))};
        return new Composer(
                model.tokens(),
                vocabulary,
                GenerationConfig.read(model.folder()),
                config.integer("max_context", DEFAULT_WINDOW),
                start);
    }

    /** How this composer's pieces are written as ids. */
    public NoteEvents vocabulary() {
        return vocabulary;
    }

    /** The temperature of requests that give none. */
    public double temperature() {
        return defaults.temperature();
    }

    /**
     * Writes pieces, one after the other.
     *
     * @return one for each of {@link ComposeOptions#candidates()}; after a cancellation fewer, the last one incomplete
     */
    public List<Composition> compose(
            Primer primer, ComposeOptions options, CompositionListener listener, Cancellation cancellation) {
        Long wanted = options.seed();
        long seed = wanted != null ? wanted : ThreadLocalRandom.current().nextLong(1L << 32);
        List<Composition> pieces = new ArrayList<>();
        for (int candidate = 0; candidate < options.candidates() && !cancellation.cancelled(); candidate++) {
            pieces.add(piece(candidate, seed + candidate, primer, options, listener, cancellation));
        }
        return pieces;
    }

    private Composition piece(
            int candidate,
            long seed,
            Primer primer,
            ComposeOptions options,
            CompositionListener listener,
            Cancellation cancellation) {
        List<String> warnings = new ArrayList<>(primer.warnings());
        PieceInProgress piece = write(candidate, seed, sampled(options), primer, options, listener, cancellation);
        String trouble = piece.trouble();
        if (trouble != null && sampled(options)) {
            listener.restarted(candidate, trouble);
            piece = write(candidate, seed ^ SECOND_TRY, false, primer, options, listener, cancellation);
        }
        if (piece.trouble() != null) {
            warnings.add(
                    "The piece is degenerate: %s Try another seed or a higher temperature.".formatted(piece.trouble()));
        }
        if (piece.events() >= ComposeOptions.MAX_EVENTS && options.maxEvents() == null) {
            warnings.add("The piece was ended after %,d events.".formatted(piece.events()));
        }
        int[] ids = piece.finish();
        Double tempo = options.rules().tempo();
        double beat = tempo != null ? tempo : primer.tempo();
        return new Composition(
                vocabulary, ids, primer.ids().length, beat, primer.voices(), seed, warnings, cancellation.cancelled());
    }

    private boolean sampled(ComposeOptions options) {
        Double temperature = options.temperature();
        return (temperature != null ? temperature : defaults.temperature()) > 0;
    }

    private PieceInProgress write(
            int candidate,
            long seed,
            boolean endsInTrouble,
            Primer primer,
            ComposeOptions options,
            CompositionListener listener,
            Cancellation cancellation) {
        int[] given = primer.ids().length == 0 ? start : primer.ids();
        PieceInProgress piece = new PieceInProgress(candidate, vocabulary, options, given, endsInTrouble, listener);
        for (int slide = 0; !piece.complete() && !cancellation.cancelled(); slide++) {
            int[] seen = lookBack(piece.ids());
            int room = Math.min(window - seen.length, options.eventsWanted() - piece.events());
            GenerationConfig config =
                    config(options, seed + slide * 0xd1342543de82ef95L).withMaxNewTokens(room);
            new Generator(model)
                    .generate(GenerationRequest.of(List.of(seen), config)
                            .withRules(List.of(piece))
                            .withListener(piece)
                            .withCancellation(cancellation));
        }
        return piece;
    }

    /** What the model sees when it goes on: everything while there is room to write, else the newer half of a window. */
    private int[] lookBack(int[] ids) {
        if (ids.length <= window * 3 / 4) {
            return ids;
        }
        return Arrays.copyOfRange(ids, ids.length - window / 2, ids.length);
    }

    private GenerationConfig config(ComposeOptions options, long seed) {
        if (!sampled(options)) {
            return defaults.withGreedy();
        }
        return defaults.with("do_sample", true)
                .with("temperature", options.temperature())
                .with("top_k", options.topK())
                .with("top_p", options.topP())
                .with("seed", seed);
    }
}
