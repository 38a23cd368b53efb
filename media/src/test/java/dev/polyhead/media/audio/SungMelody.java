package dev.polyhead.media.audio;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A melody as a voice might sing it, computed: harmonics, vibrato, glides, breaths, noise; with what was meant. */
final class SungMelody {
    final List<MelodyNote> notes = new ArrayList<>();
    final float[] samples;

    /**
     * @param vibratoCents half the width of a vibrato of 5.5 Hz
     * @param glideSeconds how long the voice takes from one note to the next
     * @param signalToNoise in dB; infinity for none
     * @param outOfTune semitones the whole melody lies too high
     */
    SungMelody(
            long seed,
            int count,
            int rateHz,
            double vibratoCents,
            double glideSeconds,
            double signalToNoise,
            double outOfTune) {
        Random random = new Random(seed);
        double time = 0.3;
        int pitch = 55 + random.nextInt(12);
        for (int i = 0; i < count; i++) {
            double length = 0.2 + 0.6 * random.nextDouble();
            notes.add(new MelodyNote(time, time + length, pitch, 0));
            boolean breath = random.nextInt(4) == 0;
            int step = random.nextInt(11) - 5;
            time += length + (breath || step == 0 ? 0.08 + 0.2 * random.nextDouble() : 0);
            pitch = Math.max(45, Math.min(79, pitch + step));
        }
        samples = new float[(int) ((time + 0.4) * rateHz)];
        double phase = 0;
        double current = notes.get(0).pitch();
        int index = 0;
        double energy = 0;
        int sounding = 0;
        double amplitude = 0;
        for (int i = 0; i < samples.length; i++) {
            double t = (double) i / rateHz;
            while (index + 1 < notes.size() && t >= notes.get(index + 1).start()) {
                index++;
            }
            MelodyNote note = notes.get(index);
            boolean on = t >= note.start() && t < note.end();
            double since = t - note.start();
            double from = index == 0 || note.start() - notes.get(index - 1).end() > 0.05
                    ? note.pitch()
                    : notes.get(index - 1).pitch();
            double glide = glideSeconds == 0 ? 1 : Math.min(1, Math.max(0, since / glideSeconds));
            current = from + (note.pitch() - from) * glide;
            double vibrato = since > 0.15 ? vibratoCents / 100 * Math.sin(2 * Math.PI * 5.5 * t) : 0;
            double hz = 440 * Math.pow(2, (current + vibrato + outOfTune - 69) / 12);
            phase += 2 * Math.PI * hz / rateHz;
            amplitude += ((on ? 1 : 0) - amplitude) * (1 - Math.exp(-1 / (0.012 * rateHz)));
            double value = 0;
            for (int h = 1; h <= 6; h++) {
                value += Math.sin(h * phase) / (h * h * 0.6 + 0.4);
            }
            value *= 0.25 * amplitude;
            samples[i] = (float) value;
            if (on) {
                energy += value * value;
                sounding++;
            }
        }
        double noise = Math.sqrt(energy / sounding) * Math.pow(10, -signalToNoise / 20);
        for (int i = 0; i < samples.length; i++) {
            samples[i] += (float) (noise * random.nextGaussian());
        }
    }

    /** How many of the meant notes were heard: the pitch right, the onset within 80 ms. */
    int heard(List<MelodyNote> found) {
        int right = 0;
        for (MelodyNote meant : notes) {
            boolean match = found.stream()
                    .anyMatch(note -> note.pitch() == meant.pitch() && Math.abs(note.start() - meant.start()) < 0.08);
            right += match ? 1 : 0;
        }
        return right;
    }
}
