package dev.polyhead.music;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.polyhead.media.audio.Melody;
import dev.polyhead.media.audio.MelodyNote;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class PrimerTest {
    private final PerformanceEvents events = new PerformanceEvents();

    @Test
    void aMelodyBecomesEvenlyStruckNotesFromItsFirstOnset() {
        Melody melody = new Melody(List.of(new MelodyNote(1.0, 1.4, 60, -20), new MelodyNote(1.5, 2.0, 62, -30)), 12);
        assertArrayEquals(
                new int[] {375, 60, 255 + 40, 128 + 60, 255 + 10, 62, 255 + 50, 128 + 62},
                Primer.of(melody, events).ids());
    }

    @Test
    void longRestsAreShortenedAndThatIsSaid() throws IOException {
        MidiFile file = MidiFile.read(SharedData.path("data/music/midi-format/gen_huge_delta.mid"));
        Primer primer = Primer.of(file, events);
        assertTrue(primer.ids().length < 10, primer.ids().length + " events");
        assertTrue(primer.warnings().get(0).contains("shortened"));
    }

    @Test
    void aFileWithoutNotesIsNothingToContinue() {
        MidiFile drums = MidiFile.read(MidiFile.write(new Score(
                List.of(new Note(0, 1, 36, 80, 0)), List.of(new Track("kit", 0, true)), List.of(TempoChange.DEFAULT))));
        String message = String.valueOf(assertThrows(IllegalArgumentException.class, () -> Primer.of(drums, events))
                .getMessage());
        assertTrue(message.contains("drums"), message);
    }

    @Test
    void everyNoteStaysOnItsTrackAndWhatFollowsGetsItsOwn() {
        List<Track> tracks = List.of(new Track("flute", 73, false), new Track("bass", 32, false));
        List<Note> notes = List.of(new Note(0, 1, 72, 80, 0), new Note(0, 2, 40, 80, 1), new Note(1, 2, 74, 80, 0));
        MidiFile file = MidiFile.read(MidiFile.write(new Score(notes, tracks, List.of(TempoChange.DEFAULT))));
        Primer primer = Primer.of(file, events);
        int[] ids = Arrays.copyOf(primer.ids(), primer.ids().length + 3);
        ids[ids.length - 3] = 60;
        ids[ids.length - 2] = 355;
        ids[ids.length - 1] = 128 + 60;
        Score score = primer.voices().score(events, ids, 120);
        assertEquals(
                List.of("flute", "bass", "Continued"),
                score.tracks().stream().map(Track::name).toList());
        assertEquals(
                List.of(40 + 100, 72, 74, 60 + 200),
                score.notes().stream().map(n -> n.pitch() + 100 * n.track()).toList());
    }

    @Test
    void voicesFollowAPieceThatIsCutAndContinued() {
        Voices voices = new Voices(List.of(Track.PIANO, Track.PIANO, Track.PIANO), List.of(0, 1, 0));
        Primer cut = Primer.of(new int[] {375, 60, 64, 355}, 120, voices, List.of());
        assertEquals(List.of(0, 1), cut.voices().ofNote());
    }

    @Test
    void theTempoOfTheFileIsKept() throws IOException {
        MidiFile file = MidiFile.read(SharedData.path("data/music/nottingham/jigs31.mid"));
        assertEquals(file.score().tempos().get(0).bpm(), Primer.of(file, events).tempo(), 1e-9);
    }
}
