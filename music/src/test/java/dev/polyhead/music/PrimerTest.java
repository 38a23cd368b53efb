package dev.polyhead.music;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.polyhead.media.audio.Melody;
import dev.polyhead.media.audio.MelodyNote;
import java.io.IOException;
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
    void theTempoOfTheFileIsKept() throws IOException {
        MidiFile file = MidiFile.read(SharedData.path("data/music/nottingham/jigs31.mid"));
        assertEquals(file.score().tempos().get(0).bpm(), Primer.of(file, events).tempo(), 1e-9);
    }
}
