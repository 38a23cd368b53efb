package dev.polyhead.music;

import dev.polyhead.core.generation.Cancellation;
import dev.polyhead.core.generation.GenerationConfig;
import dev.polyhead.core.model.Model;
import dev.polyhead.core.model.ModelOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** Measures what the shipped model writes beside its corpus and a random model; its table stands in docs/music.md. */
final class QualityTable {
    static final int PIECES = 20;
    static final long FIRST_SEED = 1000;
    private static final double SECONDS = 20;

    private QualityTable() {}

    /** Prints the table. */
    public static void main(String[] args) throws IOException {
        System.out.println("| | pieces | in best key | notes sounding | notes/s | longest note, s | silence |");
        System.out.println("|---|---|---|---|---|---|---|");
        for (String part : List.of("bach", "lieder", "folk", "nottingham")) {
            System.out.println(row("corpus: " + part + ", first 20 s", corpus(part)));
        }
        try (Model model = Model.open(shipped(), ModelOptions.defaults())) {
            Composer composer = Composer.of(model);
            System.out.println(row("music-tiny, from nothing", unprimed(composer)));
            System.out.println(row("music-tiny, 4 s of a chorale continued", primed(composer)));
        }
        System.out.println(row("random model, same grammar", unprimed(random())));
    }

    /** The checkpoint that ships with the product. */
    static Path shipped() {
        Path at = Path.of("").toAbsolutePath();
        while (at != null && !Files.isDirectory(at.resolve("models/music-tiny"))) {
            at = at.getParent();
        }
        return Objects.requireNonNull(at, "models/music-tiny is not in the repository")
                .resolve("models/music-tiny");
    }

    static Composer random() {
        return new Composer(
                ScriptedModel.random(), new PerformanceEvents(), GenerationConfig.defaults(), 1024, new int[] {375});
    }

    static List<Score> unprimed(Composer composer) {
        List<Score> scores = new ArrayList<>();
        for (int i = 0; i < PIECES; i++) {
            scores.add(compose(composer, Primer.none(), FIRST_SEED + i).score());
        }
        return scores;
    }

    static Composition compose(Composer composer, Primer primer, long seed) {
        ComposeOptions options = ComposeOptions.ofSeconds(SECONDS).withSeed(seed);
        return composer.compose(primer, options, CompositionListener.NONE, new Cancellation())
                .get(0);
    }

    /** What follows four seconds of a chorale, without them. */
    static List<Score> primed(Composer composer) throws IOException {
        List<Score> scores = new ArrayList<>();
        for (Path file : files("bach").subList(0, 10)) {
            int[] ids = composer.vocabulary().encode(MidiFile.read(file).notes());
            int[] head = Composition.until(composer.vocabulary(), ids, 4);
            Composition piece = compose(composer, Primer.of(head, 120), FIRST_SEED);
            int[] written = piece.ids();
            int[] rest = Arrays.copyOfRange(written, head.length, written.length);
            scores.add(composer.vocabulary().decode(rest));
        }
        return scores;
    }

    static List<Score> corpus(String part) throws IOException {
        List<Score> scores = new ArrayList<>();
        for (Path file : files(part)) {
            scores.add(MidiFile.read(file).notes().until(SECONDS));
        }
        return scores;
    }

    private static List<Path> files(String part) throws IOException {
        try (Stream<Path> files = Files.list(SharedData.path("data/music/" + part))) {
            return files.filter(file -> file.toString().endsWith(".mid"))
                    .sorted()
                    .toList();
        }
    }

    static double mean(List<Score> scores, ToDoubleFunction<PieceStatistics> number) {
        return scores.stream()
                .map(PieceStatistics::of)
                .mapToDouble(number)
                .average()
                .orElse(0);
    }

    private static String row(String name, List<Score> scores) {
        return String.format(
                Locale.ROOT,
                "| %s | %d | %.3f | %.2f | %.1f | %.1f | %.3f |",
                name,
                scores.size(),
                mean(scores, PieceStatistics::keyShare),
                mean(scores, PieceStatistics::polyphony),
                mean(scores, PieceStatistics::density),
                mean(scores, PieceStatistics::longestNote),
                mean(scores, PieceStatistics::silence));
    }
}
