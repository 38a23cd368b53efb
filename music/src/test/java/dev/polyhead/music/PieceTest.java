package dev.polyhead.music;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PieceTest {

    @Test
    void keysAreReadAsMusiciansWriteThem() {
        assertEquals(new Key(0, false), Key.parse("C major"));
        assertEquals(new Key(9, true), Key.parse("Am"));
        assertEquals(new Key(6, true), Key.parse("F# minor"));
        assertEquals(new Key(10, false), Key.parse("Bb"));
        assertEquals(new Key(3, false), Key.parse("e♭ maj"));
        for (Key key : Key.all()) {
            assertEquals(key, Key.parse(key.toString()));
        }
    }

    @Test
    void whatIsCalledDurOrMollIsReadTheGermanWay() {
        assertEquals(new Key(9, true), Key.parse("a-Moll"));
        assertEquals(new Key(6, true), Key.parse("fis-Moll"));
        assertEquals(new Key(11, true), Key.parse("h moll"));
        assertEquals(new Key(10, false), Key.parse("B-Dur"));
        assertEquals(new Key(3, false), Key.parse("Es-Dur"));
        assertEquals(new Key(1, false), Key.parse("Des Dur"));
        assertEquals("as-Moll", new Key(8, true).name(Locale.GERMANY));
        for (Key key : Key.all()) {
            assertEquals(key, Key.parse(key.name(Locale.GERMAN)));
        }
    }

    @Test
    void aScaleIsBestInItsOwnKey() {
        assertEquals(new Key(7, false), Key.best(scale(7, 0, 2, 4, 5, 7, 9, 11)));
        assertEquals(new Key(4, true), Key.best(scale(4, 0, 2, 3, 5, 7, 8, 11)));
    }

    @Test
    void aPieceThatKeepsToTheKeyItWasAskedForIsInThatKey() {
        List<Note> minorWithBothSevenths = scale(9, 0, 2, 3, 5, 7, 8, 10, 10, 11);
        assertEquals(new Key(0, false), Key.best(minorWithBothSevenths));
        assertEquals(new Key(9, true), Key.best(minorWithBothSevenths, new Key(9, true)));
        assertEquals(new Key(0, false), Key.best(minorWithBothSevenths, new Key(6, false)));
    }

    private static List<Note> scale(int tonic, int... degrees) {
        return IntStream.of(degrees)
                .mapToObj(degree -> new Note(degree, degree + 1, 48 + tonic + degree, 80, 0))
                .toList();
    }

    @Test
    void statisticsCountWhatSounds() {
        PieceStatistics statistics = PieceStatistics.of(
                Score.of(List.of(new Note(0, 2, 60, 80, 0), new Note(0, 2, 64, 80, 0), new Note(3, 4, 67, 80, 0))));
        assertEquals(3, statistics.notes());
        assertEquals(5 / 3.0, statistics.polyphony(), 1e-9);
        assertEquals(0.75, statistics.density(), 1e-9);
        assertEquals(0.25, statistics.silence(), 1e-9);
        assertEquals(2, statistics.longestNote(), 1e-9);
        assertEquals(1, statistics.keyShare(), 1e-9);
    }

    @Test
    void theCorpusIsNotCalledDegenerate() throws IOException {
        PerformanceEvents events = new PerformanceEvents();
        for (String name : List.of(
                "bach/bwv846.mid",
                "bach/bwv26.6.mid",
                "lieder/lc29062370.mid",
                "folk/oneill_0351-0400_t358.mid",
                "nottingham/jigs31.mid")) {
            DegenerationWatch watch = new DegenerationWatch(events);
            Performance performance = new Performance(events);
            for (int id : events.encode(
                    MidiFile.read(SharedData.path("data/music/" + name)).notes())) {
                performance.add(id);
                assertTrue(watch.hear(events.event(id), performance.sounding()).isEmpty(), name);
            }
        }
    }

    @Test
    void aTrillThatNeverEndsIsNoticed() {
        PerformanceEvents events = new PerformanceEvents();
        DegenerationWatch watch = new DegenerationWatch(events);
        boolean noticed = false;
        for (int i = 0; i < 40; i++) {
            noticed |= watch.hear(events.event(i % 2 == 0 ? 60 : 62), 1).isPresent();
        }
        assertTrue(noticed);
    }

    @Test
    void aScoreIsCutInTimeAndCountedInQuarters() {
        Score score = new Score(
                List.of(new Note(0, 4, 60, 80, 0), new Note(3, 5, 62, 80, 0)),
                List.of(Track.PIANO),
                List.of(new TempoChange(0, 0.5), new TempoChange(2, 1)));
        assertEquals(1, score.until(2).notes().size());
        assertEquals(2, score.until(2).seconds());
        assertEquals(4 + 1.5, score.quarters(3.5), 1e-9);
        assertFalse(score.withoutDrums().notes().isEmpty());
    }
}
