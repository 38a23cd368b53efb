package dev.polyhead.music;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MidiGrammarTest {
    private final PerformanceEvents events = new PerformanceEvents();

    @Test
    void aSilentNoteCannotBeSwitchedOff() {
        MidiGrammar grammar = grammar(PlayingRules.DEFAULT);
        assertFalse(grammar.allows(off(60)));
        play(grammar, 60, 300);
        assertTrue(grammar.allows(off(60)));
        assertFalse(grammar.allows(off(61)));
    }

    @Test
    void aSoundingNoteCannotBeStruckAgain() {
        MidiGrammar grammar = grammar(PlayingRules.DEFAULT);
        play(grammar, 60, 300);
        assertFalse(grammar.allows(60));
        play(grammar, off(60));
        assertTrue(grammar.allows(60));
    }

    @Test
    void aNoteHasALength() {
        MidiGrammar grammar = grammar(PlayingRules.DEFAULT);
        play(grammar, 60);
        assertFalse(grammar.allows(off(60)));
    }

    @Test
    void noNoteIsHeldForEver() {
        MidiGrammar grammar = grammar(new PlayingRules(10, 1.5, null, null));
        play(grammar, 60, 355);
        assertTrue(grammar.allows(255 + 50));
        assertFalse(grammar.allows(255 + 51));
        play(grammar, 255 + 50);
        for (int id = 256; id < 356; id++) {
            assertFalse(grammar.allows(id));
        }
        play(grammar, off(60));
        assertTrue(grammar.allows(355));
    }

    @Test
    void polyphonyHasABound() {
        MidiGrammar grammar = grammar(new PlayingRules(2, 8, null, null));
        play(grammar, 60, 64);
        assertFalse(grammar.allows(67));
        assertFalse(grammar.allows(370), "a velocity would have no note to follow");
    }

    @Test
    void onlyNotesOfTheKeyAreStruck() {
        MidiGrammar grammar = grammar(new PlayingRules(10, 8, Key.parse("D major"), null));
        List<Integer> allowed =
                IntStream.range(60, 72).filter(grammar::allows).boxed().toList();
        assertEquals(List.of(61, 62, 64, 66, 67, 69, 71), allowed);
    }

    @Test
    void everyEventFallsOnTheGrid() {
        // 100 quarters a minute: a sixteenth is 15 steps
        MidiGrammar grammar = grammar(new PlayingRules(10, 8, null, 100.0));
        List<Integer> shifts = IntStream.range(1, 101)
                .filter(steps -> grammar.allows(255 + steps))
                .boxed()
                .toList();
        assertEquals(List.of(15, 30, 45, 60, 75, 90), shifts);
    }

    @Test
    void theGridGoesOnFromThePrimersLastNote() {
        MidiGrammar grammar = grammar(new PlayingRules(10, 8, null, 100.0));
        play(grammar, 255 + 7, 60, 255 + 4);
        grammar.beatFromHere();
        assertFalse(grammar.allows(62), "between two sixteenths no note is struck");
        assertTrue(grammar.allows(255 + 11));
        assertFalse(grammar.allows(255 + 15));
    }

    @Test
    void velocityIsWrittenOnlyWhereItChangesAndANoteFollows() {
        MidiGrammar grammar = grammar(PlayingRules.DEFAULT);
        play(grammar, 375);
        assertFalse(grammar.allows(376));
        assertFalse(grammar.allows(300));
        play(grammar, 60);
        assertFalse(grammar.allows(375));
        assertTrue(grammar.allows(376));
    }

    @Test
    void whateverAModelWantsThePieceIsPlayable() {
        for (PlayingRules rules : List.of(
                PlayingRules.DEFAULT,
                new PlayingRules(1, 0.5, null, null),
                new PlayingRules(4, 2, Key.parse("Am"), null),
                new PlayingRules(3, 1, Key.parse("F# major"), 137.0),
                new PlayingRules(128, 60, null, 300.0))) {
            Random random = new Random(11);
            MidiGrammar grammar = new MidiGrammar(events, rules);
            int[] ids = new int[20_000];
            for (int i = 0; i < ids.length; i++) {
                float[] logits = new float[388];
                grammar.apply(0, ids, i, logits);
                int[] allowed = IntStream.range(0, 388)
                        .filter(id -> logits[id] > Float.NEGATIVE_INFINITY)
                        .toArray();
                assertTrue(allowed.length > 0);
                ids[i] = allowed[random.nextInt(allowed.length)];
            }
            assertPlayable(ids, rules);
        }
    }

    private void assertPlayable(int[] ids, PlayingRules rules) {
        int[] since = new int[128];
        Arrays.fill(since, -1);
        int now = 0;
        int sounding = 0;
        for (int id : ids) {
            if (id < 128) {
                assertEquals(-1, since[id]);
                since[id] = now;
                sounding++;
                Key key = rules.key();
                assertTrue(key == null || key.allows(id));
            } else if (id < 256) {
                assertTrue(since[id - 128] >= 0 && since[id - 128] < now);
                since[id - 128] = -1;
                sounding--;
            } else if (id < 356) {
                now += id - 255;
                for (int start : since) {
                    assertTrue(start < 0 || now - start <= Math.round(rules.maxNoteSeconds() * 100));
                }
            }
            assertTrue(sounding <= rules.maxPolyphony());
        }
        assertTrue(now > 100, "time went on");
    }

    private MidiGrammar grammar(PlayingRules rules) {
        return new MidiGrammar(events, rules);
    }

    private static void play(MidiGrammar grammar, int... ids) {
        for (int id : ids) {
            grammar.play(id);
        }
    }

    private static int off(int pitch) {
        return 128 + pitch;
    }
}
