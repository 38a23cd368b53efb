package dev.polyhead.webapp.transcription;

import dev.polyhead.media.audio.AudioSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * What a waveform is drawn from.
 *
 * @param duration of the recording, in seconds
 * @param peaks loudest sample of each of at most 1600 equal stretches, 0 to 1
 */
record Waveform(double duration, List<Double> peaks) {
    private static final int RATE_HZ = 8000;
    private static final int MOST_PEAKS = 1600;

    /** Reads a recording once; stretches are joined in pairs whenever there are too many, so memory stays small. */
    static Waveform of(Path file) throws IOException {
        float[] peaks = new float[2 * MOST_PEAKS];
        int count = 0;
        int samplesEach = RATE_HZ / 100;
        int within = 0;
        float loudest = 0;
        float[] block = new float[RATE_HZ];
        try (AudioSource source = AudioSource.open(file, RATE_HZ)) {
            for (int read = source.read(block, 0, block.length);
                    read >= 0;
                    read = source.read(block, 0, block.length)) {
                for (int i = 0; i < read; i++) {
                    loudest = Math.max(loudest, Math.abs(block[i]));
                    if (++within == samplesEach) {
                        peaks[count++] = loudest;
                        within = 0;
                        loudest = 0;
                        if (count == peaks.length) {
                            count = joinPairs(peaks);
                            samplesEach *= 2;
                        }
                    }
                }
            }
            return new Waveform(source.decodedSeconds(), shown(peaks, count));
        }
    }

    private static int joinPairs(float[] peaks) {
        for (int i = 0; i < peaks.length / 2; i++) {
            peaks[i] = Math.max(peaks[2 * i], peaks[2 * i + 1]);
        }
        return peaks.length / 2;
    }

    private static List<Double> shown(float[] peaks, int count) {
        int each = count > MOST_PEAKS ? 2 : 1;
        float[] kept = new float[(count + each - 1) / each];
        for (int i = 0; i < count; i++) {
            kept[i / each] = Math.max(kept[i / each], peaks[i]);
        }
        return Arrays.stream(toDoubles(kept))
                .map(peak -> Math.round(Math.min(1, peak) * 1000) / 1000.0)
                .boxed()
                .toList();
    }

    private static double[] toDoubles(float[] numbers) {
        double[] doubles = new double[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            doubles[i] = numbers[i];
        }
        return doubles;
    }
}
