package dev.polyhead.music;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SynthesizerTest {

    @Test
    void aPieceBecomesAWavFileOfItsLengthAndTheTargetLoudness() throws Exception {
        Score score = MidiFile.read(SharedData.path("data/music/bach/bwv26.6.mid"))
                .notes()
                .until(19);
        Synthesizer synthesizer = new Synthesizer();
        byte[] wav = render(synthesizer, score);
        try (AudioInputStream sound = AudioSystem.getAudioInputStream(new ByteArrayInputStream(wav))) {
            assertEquals(Synthesizer.RATE_HZ, sound.getFormat().getSampleRate());
            assertEquals(2, sound.getFormat().getChannels());
            assertEquals(21, sound.getFrameLength() / 44100.0, 0.01);
        }
        assertEquals(Synthesizer.TARGET_LUFS, loudness(wav).lufs(), 0.3);
        assertTrue(loudness(wav).peak() < 0.9);
    }

    @Test
    void quietAndLoudPiecesComeOutEquallyLoud() throws IOException {
        Synthesizer synthesizer = new Synthesizer();
        double quiet = loudness(render(synthesizer, notes(20))).lufs();
        double loud = loudness(render(synthesizer, notes(120))).lufs();
        assertEquals(quiet, loud, 1);
    }

    @Test
    void theSameScoreGivesTheSameBytes() throws IOException {
        Synthesizer synthesizer = new Synthesizer();
        assertTrue(Arrays.equals(render(synthesizer, notes(80)), render(synthesizer, notes(80))));
    }

    @Test
    void aScoreWithoutNotesIsSilence() throws IOException {
        byte[] wav = render(new Synthesizer(), Score.of(List.of()));
        assertEquals(0, loudness(wav).peak());
    }

    @Test
    void soundIsHeardWhereTheNotesAreAndSilenceAfterThem() throws IOException {
        byte[] wav = render(new Synthesizer(), Score.of(List.of(new Note(1, 1.5, 69, 100, 0))));
        assertTrue(energy(wav, 0, 0.9) < 1e-6);
        assertTrue(energy(wav, 1.05, 1.4) > 1e-4);
        assertTrue(energy(wav, 3.2, 3.5) < 1e-4);
    }

    @Test
    void whatIsNoSoundfontIsRefused(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("piano.sf2"), "not a soundfont");
        assertThrows(IllegalArgumentException.class, () -> new Synthesizer(file));
        Path cut = Files.writeString(folder.resolve("short.sf2"), "x");
        assertThrows(IllegalArgumentException.class, () -> new Synthesizer(cut));
    }

    @Test
    void hoursAreRefused() {
        Score score = Score.of(List.of(new Note(0, 5000, 60, 80, 0)));
        assertThrows(IllegalArgumentException.class, () -> new Synthesizer().write(score, new ByteArrayOutputStream()));
    }

    @Test
    void aSineOfKnownLevelHasTheLoudnessOfTheStandard() {
        // BS.1770: a 0 dBFS sine of 997 Hz in one channel reads -3.01 LUFS; in both channels 0 dBFS reads -0.0.
        Loudness loudness = new Loudness(48000);
        for (int i = 0; i < 48000 * 3; i++) {
            loudness.frame((float) Math.sin(2 * Math.PI * 997 * i / 48000), 0);
        }
        assertEquals(-3.01, loudness.lufs(), 0.05);
    }

    private static Score notes(int velocity) {
        return Score.of(List.of(
                new Note(0, 0.5, 60, velocity, 0), new Note(0.5, 1, 64, velocity, 0), new Note(1, 2, 67, velocity, 0)));
    }

    private static byte[] render(Synthesizer synthesizer, Score score) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        synthesizer.write(score, out);
        return out.toByteArray();
    }

    private static Loudness loudness(byte[] wav) {
        Loudness loudness = new Loudness(Synthesizer.RATE_HZ);
        ByteBuffer samples = ByteBuffer.wrap(wav, 44, wav.length - 44).order(ByteOrder.LITTLE_ENDIAN);
        while (samples.hasRemaining()) {
            loudness.frame(samples.getShort() / 32768f, samples.getShort() / 32768f);
        }
        return loudness;
    }

    private static double energy(byte[] wav, double from, double to) {
        ByteBuffer samples = ByteBuffer.wrap(wav).order(ByteOrder.LITTLE_ENDIAN);
        double sum = 0;
        int first = (int) (from * 44100);
        int last = (int) (to * 44100);
        for (int i = first; i < last; i++) {
            double value = samples.getShort(44 + 4 * i) / 32768.0;
            sum += value * value;
        }
        return sum / (last - first);
    }
}
