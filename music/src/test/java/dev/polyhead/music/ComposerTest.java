package dev.polyhead.music;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.polyhead.core.generation.Cancellation;
import dev.polyhead.core.generation.GenerationConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ComposerTest {
    private static final int WINDOW = 200;
    private final PerformanceEvents events = new PerformanceEvents();
    private final Composer composer = composer(ScriptedModel.random());

    private Composer composer(ScriptedModel model) {
        return new Composer(model, events, GenerationConfig.defaults(), WINDOW, new int[] {375});
    }

    @Test
    void theSameSeedGivesTheSamePieceAndAnotherSeedAnother() {
        ComposeOptions options = ComposeOptions.ofSeconds(30).withSeed(5);
        assertArrayEquals(one(options).ids(), one(options).ids());
        assertFalse(Arrays.equals(one(options).ids(), one(options.withSeed(6)).ids()));
    }

    @Test
    void aPieceIsAsLongAsAskedAndEveryNoteEnds() {
        Composition piece = one(ComposeOptions.ofSeconds(7.3).withSeed(1));
        assertEquals(7.3, piece.seconds(), 1e-9);
        assertEveryNoteEnds(piece.ids());
    }

    private static void assertEveryNoteEnds(int[] ids) {
        long on = Arrays.stream(ids).filter(id -> id < 128).count();
        long off = Arrays.stream(ids).filter(id -> id >= 128 && id < 256).count();
        assertEquals(on, off);
    }

    @Test
    void candidatesAreThePiecesOfTheFollowingSeeds() {
        ComposeOptions three = new ComposeOptions(5.0, null, null, null, null, 40L, 3, PlayingRules.DEFAULT);
        List<Composition> pieces = compose(three);
        assertEquals(
                List.of(40L, 41L, 42L), pieces.stream().map(Composition::seed).toList());
        assertArrayEquals(
                one(ComposeOptions.ofSeconds(5).withSeed(42)).ids(),
                pieces.get(2).ids());
    }

    @Test
    void aPieceGoesOnPastTheWindowAndTheModelNeverSeesMore() {
        AtomicInteger most = new AtomicInteger();
        ScriptedModel watched = new ScriptedModel(
                (last, logits) -> {
                    Random values = new Random(last);
                    for (int i = 0; i < logits.length; i++) {
                        logits[i] = (float) values.nextGaussian();
                    }
                },
                length -> most.accumulateAndGet(length, Math::max));
        Composition piece = composer(watched)
                .compose(Primer.none(), maxEvents(1000), CompositionListener.NONE, new Cancellation())
                .get(0);
        assertTrue(piece.events() >= 1000, "only " + piece.events());
        assertTrue(most.get() <= WINDOW, "the model saw " + most);
    }

    private static ComposeOptions maxEvents(int count) {
        return new ComposeOptions(null, count, null, null, null, 3L, 1, PlayingRules.DEFAULT);
    }

    @Test
    void aPrimerStandsInFrontAndItsSoundingNotesAreEnded() {
        int[] given = {375, 60, 64, 305, 128 + 60, 355};
        Composition piece = composer.compose(
                        Primer.of(given, 100),
                        ComposeOptions.ofSeconds(2).withSeed(1),
                        CompositionListener.NONE,
                        new Cancellation())
                .get(0);
        assertArrayEquals(given, Arrays.copyOf(piece.ids(), given.length));
        assertEquals(6, piece.given());
        assertEquals(3.5, piece.seconds(), 1e-9);
        assertEquals(0.6, piece.score().tempos().get(0).secondsPerQuarter(), 1e-9);
    }

    @Test
    void aPrimerLongerThanTheWindowIsContinued() {
        int[] long1 = one(maxEvents(900)).ids();
        Composition piece = composer.compose(
                        Primer.of(long1, 120),
                        ComposeOptions.ofSeconds(2).withSeed(1),
                        CompositionListener.NONE,
                        new Cancellation())
                .get(0);
        assertArrayEquals(long1, Arrays.copyOf(piece.ids(), long1.length));
        assertTrue(piece.events() > 0);
    }

    @Test
    void eventsAreHeardInOrderAndAreThoseOfThePiece() {
        List<PlayedEvent> heard = new ArrayList<>();
        Composition piece = composer.compose(
                        Primer.none(),
                        ComposeOptions.ofSeconds(5).withSeed(9),
                        (candidate, event) -> heard.add(event),
                        new Cancellation())
                .get(0);
        assertEquals(piece.played(), heard);
        for (int i = 1; i < heard.size(); i++) {
            assertTrue(heard.get(i - 1).time() <= heard.get(i).time());
        }
    }

    @Test
    void aPieceCanBeContinuedFromAnyMoment() {
        Composition piece = one(ComposeOptions.ofSeconds(10).withSeed(2));
        int[] head = piece.until(4);
        assertEquals(4, seconds(head), 1e-9);
        Composition other = composer.compose(
                        Primer.of(head, 120),
                        ComposeOptions.ofSeconds(3).withSeed(77),
                        CompositionListener.NONE,
                        new Cancellation())
                .get(0);
        assertEquals(7, other.seconds(), 1e-9);
        assertEquals(
                piece.score().until(4).notes().size(),
                other.score().until(4).notes().size());
    }

    private double seconds(int[] ids) {
        Performance performance = new Performance(events);
        for (int id : ids) {
            performance.add(id);
        }
        return performance.seconds();
    }

    @Test
    void cancellingEndsThePieceAtOnceAndProperly() {
        Cancellation cancellation = new Cancellation();
        List<Composition> pieces = composer.compose(
                Primer.none(),
                new ComposeOptions(600.0, null, null, null, null, 1L, 4, PlayingRules.DEFAULT),
                new CompositionListener() {
                    @Override
                    public void event(int candidate, PlayedEvent event) {}

                    @Override
                    public void progress(int candidate, double seconds, int events) {
                        if (events > 50) {
                            cancellation.cancel();
                        }
                    }
                },
                cancellation);
        assertEquals(1, pieces.size());
        assertTrue(pieces.get(0).cancelled());
        assertTrue(pieces.get(0).events() < 100);
        assertEveryNoteEnds(pieces.get(0).ids());
    }

    @Test
    void aPieceThatFallsSilentIsBegunAnewOnceAndThenReported() {
        ScriptedModel silent = new ScriptedModel(
                (last, logits) -> {
                    Arrays.fill(logits, 128, 256, 40); // lets go of what it must
                    logits[355] = 50;
                },
                length -> {});
        List<String> restarts = new ArrayList<>();
        Composition piece = composer(silent)
                .compose(
                        Primer.none(),
                        ComposeOptions.ofSeconds(20).withSeed(1),
                        new CompositionListener() {
                            @Override
                            public void event(int candidate, PlayedEvent event) {}

                            @Override
                            public void restarted(int candidate, String reason) {
                                restarts.add(reason);
                            }
                        },
                        new Cancellation())
                .get(0);
        assertEquals(1, restarts.size(), restarts.toString());
        assertTrue(piece.warnings().get(0).contains("silent"), piece.warnings().toString());
    }

    @Test
    void oneNoteOverAndOverIsNoticed() {
        ScriptedModel stuck = new ScriptedModel(
                (last, logits) -> logits[last == 60 ? 265 : last == 188 ? 60 : last < 256 ? 60 : 188] = 50,
                length -> {});
        Composition piece = composer(stuck)
                .compose(
                        Primer.none(),
                        ComposeOptions.ofSeconds(20).withSeed(1),
                        CompositionListener.NONE,
                        new Cancellation())
                .get(0);
        assertTrue(
                piece.warnings().get(0).contains("one note"), piece.warnings().toString());
    }

    @Test
    void temperatureZeroIsTheLikeliestPieceWhateverTheSeed() {
        ComposeOptions greedy = new ComposeOptions(3.0, null, 0.0, null, null, 1L, 1, PlayingRules.DEFAULT);
        assertArrayEquals(one(greedy).ids(), one(greedy.withSeed(2)).ids());
    }

    @Test
    void absurdWishesAreRefusedWithTheNameOfTheField() {
        assertRefused("seconds", () -> ComposeOptions.ofSeconds(-1));
        assertRefused("seconds", () -> ComposeOptions.ofSeconds(Double.NaN));
        assertRefused("maxEvents", () -> maxEvents(0));
        assertRefused(
                "temperature", () -> new ComposeOptions(1.0, null, -1.0, null, null, null, 1, PlayingRules.DEFAULT));
        assertRefused("topP", () -> new ComposeOptions(1.0, null, 1.0, 0, 0.0, null, 1, PlayingRules.DEFAULT));
        assertRefused("candidates", () -> new ComposeOptions(1.0, null, 1.0, 0, 1.0, null, 5, PlayingRules.DEFAULT));
        assertRefused("tempo", () -> new PlayingRules(10, 8, null, 1.0));
        assertRefused("key", () -> Key.parse("H major"));
        assertRefused("key", () -> Key.parse("Cs-Dur"));
    }

    private static void assertRefused(String part, Runnable wish) {
        String message = String.valueOf(
                assertThrows(IllegalArgumentException.class, wish::run).getMessage());
        assertTrue(message.contains(part), message);
    }

    private Composition one(ComposeOptions options) {
        return compose(options).get(0);
    }

    private List<Composition> compose(ComposeOptions options) {
        return composer.compose(Primer.none(), options, CompositionListener.NONE, new Cancellation());
    }
}
