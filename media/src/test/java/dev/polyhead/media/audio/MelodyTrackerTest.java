package dev.polyhead.media.audio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MelodyTrackerTest {

    @Test
    void aPlainMelodyIsHeardNoteForNote() {
        SungMelody sung = new SungMelody(1, 15, 16_000, 0, 0, Double.POSITIVE_INFINITY, 0);
        Melody melody = MelodyTracker.track(sung.samples, 16_000);
        assertEquals(
                sung.notes.stream().map(MelodyNote::pitch).toList(),
                melody.notes().stream().map(MelodyNote::pitch).toList());
    }

    @Test
    void ninetyFivePercentAreRightAtTwentyDecibelsWithVibrato() {
        assertHeard(0.95, 50, 0, 20, 0);
    }

    @Test
    void ninetyFivePercentAreRightAtTwentyDecibelsWithGlides() {
        assertHeard(0.95, 0, 0.08, 20, 0);
    }

    @Test
    void ninetyFivePercentAreRightAtTwentyDecibelsOutOfTuneWithVibratoAndGlides() {
        assertHeard(0.95, 50, 0.06, 20, 0.3);
        assertHeard(0.95, 50, 0.06, 20, -0.3);
    }

    @Test
    void tenDecibelsAreEnough() {
        assertHeard(0.95, 30, 0.05, 10, 0.1);
    }

    private static void assertHeard(
            double share, double vibratoCents, double glideSeconds, double signalToNoise, double outOfTune) {
        for (int rateHz : new int[] {16_000, 44_100}) {
            int meant = 0;
            int right = 0;
            int found = 0;
            for (int seed = 0; seed < 8; seed++) {
                SungMelody sung =
                        new SungMelody(seed, 15, rateHz, vibratoCents, glideSeconds, signalToNoise, outOfTune);
                List<MelodyNote> notes =
                        MelodyTracker.track(sung.samples, rateHz).notes();
                meant += sung.notes.size();
                right += sung.heard(notes);
                found += notes.size();
            }
            assertTrue(right >= share * meant, "%d of %d notes right at %d Hz".formatted(right, meant, rateHz));
            assertTrue(right >= share * found, "%d notes found, %d right at %d Hz".formatted(found, right, rateHz));
        }
    }

    @Test
    void theTuningOfTheSingerIsReported() {
        SungMelody sung = new SungMelody(3, 15, 16_000, 30, 0.05, 30, 0.25);
        assertEquals(25, MelodyTracker.track(sung.samples, 16_000).tuningCents(), 4);
    }

    @Test
    void repeatedNotesStayApart() {
        int rateHz = 16_000;
        float[] samples = new float[2 * rateHz];
        for (int i = 0; i < samples.length; i++) {
            double t = (double) i / rateHz % 0.5;
            double envelope = Math.min(1, t / 0.02) * Math.exp(-4 * t);
            samples[i] = (float) (0.5 * envelope * Math.sin(2 * Math.PI * 220 * i / rateHz));
        }
        List<MelodyNote> notes = MelodyTracker.track(samples, rateHz).notes();
        assertEquals(
                List.of(57, 57, 57, 57), notes.stream().map(MelodyNote::pitch).toList());
        assertEquals(1.5, notes.get(3).start(), 0.04);
    }

    @Test
    void silenceIsNoMelody() {
        assertMessage("silent", new float[32_000]);
    }

    @Test
    void noiseIsNoMelody() {
        Random random = new Random(1);
        float[] noise = new float[48_000];
        for (int i = 0; i < noise.length; i++) {
            noise[i] = (float) (0.2 * random.nextGaussian());
        }
        assertMessage("No steady pitch", noise);
    }

    @Test
    void aClickIsTooShort() {
        assertMessage("too short", new float[1000]);
    }

    @Test
    void speechIsNoMelody() throws IOException {
        int looked = 0;
        for (String file : List.of(
                "en/jfk.wav",
                "en/libri_1272-128104-0000_mono16k.wav",
                "en/sense_0870.wav",
                "en/sense_0880.wav",
                "en/LJ001-0001.flac",
                "en/LJ001-0003.flac",
                "multi/leopard_de.wav",
                "multi/leopard_es.wav",
                "multi/leopard_fr.wav",
                "multi/leopard_it.wav")) {
            Path path = speech(file);
            assertMessage("speech", AudioSource.readAll(path, MelodyTracker.RATE_HZ));
            looked++;
        }
        assertEquals(10, looked);
    }

    @Test
    void tooLongAndTooCoarseRecordingsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> MelodyTracker.track(new float[301 * 8000], 8000));
        assertThrows(IllegalArgumentException.class, () -> MelodyTracker.track(new float[8000], 4000));
    }

    private static void assertMessage(String part, float[] samples) {
        NoMelodyException e =
                assertThrows(NoMelodyException.class, () -> MelodyTracker.track(samples, MelodyTracker.RATE_HZ));
        assertTrue(String.valueOf(e.getMessage()).contains(part), e.getMessage());
    }

    private static Path speech(String file) {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path found = at.resolve("shared/data/speech").resolve(file);
            if (Files.exists(found)) {
                return found;
            }
        }
        assumeTrue(false, "shared/data/speech is not beside the repository");
        throw new AssertionError();
    }
}
