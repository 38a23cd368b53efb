package dev.polyhead.music;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.polyhead.core.generation.Cancellation;
import dev.polyhead.core.model.Model;
import dev.polyhead.core.model.ModelOptions;
import dev.polyhead.core.tensor.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The shipped checkpoint through our graph: as likely as the reference says, and music rather than noise. */
class MusicTinyIT {
    private static final Model MODEL = Model.open(QualityTable.shipped(), ModelOptions.defaults());
    private final Composer composer = Composer.of(MODEL);

    @AfterAll
    static void close() {
        MODEL.close();
    }

    @Test
    void piecesAreAsLikelyAsTheReferenceSays() {
        int looked = 0;
        for (JsonNode piece :
                SharedData.json("data/oracles/music_tiny_reference.json").get("pieces")) {
            int[] ids = SharedData.ints(piece.get("ids"));
            assertEquals(
                    piece.get("nll").asDouble(),
                    negativeLogLikelihood(ids),
                    0.001,
                    piece.get("file").asString());
            looked++;
        }
        assertEquals(7, looked);
    }

    private static double negativeLogLikelihood(int[] ids) {
        long[] input = Arrays.stream(ids, 0, ids.length - 1).asLongStream().toArray();
        Map<String, Tensor> run = MODEL.run(Map.of("input_ids", Tensor.of(input, 1, input.length)), Set.of("logits"));
        float[] logits = run.values().iterator().next().floats();
        double total = 0;
        for (int t = 0; t < input.length; t++) {
            double sum = 0;
            for (int i = 0; i < 388; i++) {
                sum += Math.exp(logits[t * 388 + i]);
            }
            total += Math.log(sum) - logits[t * 388 + ids[t + 1]];
        }
        return total / input.length;
    }

    @Test
    void twentyPiecesFromNothingAreLikeTheCorpus() throws IOException {
        List<Score> corpus = new ArrayList<>();
        for (String part : List.of("bach", "lieder", "folk", "nottingham")) {
            corpus.addAll(QualityTable.corpus(part));
        }
        List<Score> pieces = QualityTable.unprimed(composer);
        double keyShare = QualityTable.mean(pieces, PieceStatistics::keyShare);
        assertTrue(keyShare > 0.9, "share of notes in the best key: " + keyShare);
        assertTrue(keyShare
                > 0.1 + QualityTable.mean(QualityTable.unprimed(QualityTable.random()), PieceStatistics::keyShare));
        assertWithin(corpus, pieces, PieceStatistics::polyphony);
        assertWithin(corpus, pieces, PieceStatistics::density);
        assertTrue(pieces.stream().allMatch(piece -> PieceStatistics.of(piece).longestNote() < 8.001));
    }

    /** At least nine of ten pieces lie between the corpus' extremes. */
    private static void assertWithin(List<Score> corpus, List<Score> pieces, ToDoubleFunction<PieceStatistics> number) {
        double[] range = corpus.stream()
                .map(PieceStatistics::of)
                .mapToDouble(number)
                .sorted()
                .toArray();
        long within = pieces.stream()
                .map(PieceStatistics::of)
                .mapToDouble(number)
                .filter(value -> value >= range[0] && value <= range[range.length - 1])
                .count();
        assertTrue(within >= 0.9 * pieces.size(), within + " of " + pieces.size());
    }

    @Test
    void everyNoteOfEveryPieceEnds() {
        for (long seed = 0; seed < 5; seed++) {
            int[] ids = QualityTable.compose(composer, Primer.none(), seed).ids();
            assertEquals(
                    Arrays.stream(ids).filter(id -> id < 128).count(),
                    Arrays.stream(ids).filter(id -> id >= 128 && id < 256).count());
        }
    }

    @Test
    void aPiecePastTheContextIsTheSameForTheSameSeed() {
        ComposeOptions options = new ComposeOptions(null, 1500, null, null, null, 5L, 1, PlayingRules.DEFAULT);
        int[] once = piece(options).ids();
        assertTrue(once.length > 1500);
        assertArrayEquals(once, piece(options).ids());
    }

    private Composition piece(ComposeOptions options) {
        return composer.compose(Primer.none(), options, CompositionListener.NONE, new Cancellation())
                .get(0);
    }

    @Test
    void aPieceKeepsToItsKeyAndTempo() {
        PlayingRules rules = new PlayingRules(6, 4, Key.parse("E minor"), 100.0);
        Composition piece = piece(ComposeOptions.ofSeconds(10).withSeed(3).withRules(rules));
        for (Note note : piece.score().notes()) {
            assertTrue(Key.parse("E minor").allows(note.pitch()));
            assertEquals(0, Math.round(note.start() * 100) % 15, "a sixteenth at 100 is 15 steps");
        }
        assertEquals(100, piece.score().tempos().get(0).bpm(), 1e-9);
    }

    @Test
    void theNewestNoteLooksBackAtEarlierNotes() {
        int[] ids = piece(ComposeOptions.ofSeconds(8).withSeed(4)).ids();
        NoteAttention attention = NoteAttention.of(MODEL, composer.vocabulary(), ids);
        assertEquals(4, attention.layers());
        assertEquals(4, attention.heads());
        assertTrue(attention.lines().size() > 10);
        for (NoteAttention.Line line : attention.lines()) {
            assertTrue(line.time() <= attention.time() && line.weight() > 0 && line.weight() <= 1);
        }
    }
}
