package dev.polyhead.music;

import java.util.Arrays;

/** From ticks to seconds: the division of a MIDI file's header and its tempo map. */
final class MidiTime {
    private static final double DEFAULT_MICROS = 500_000;

    /** Seconds a tick under SMPTE time; negative under metrical time, where the tempo decides. */
    private final double smpte;

    private final int ticksPerQuarter;
    private long[] ticks = new long[16];
    private double[] seconds = new double[16];
    private double[] perTick = new double[16];
    private int count;

    private MidiTime(double smpte, int ticksPerQuarter) {
        this.smpte = smpte;
        this.ticksPerQuarter = ticksPerQuarter;
        clear();
    }

    /** @throws UnreadableMidiException if the division is 0: then no time in the file means anything */
    static MidiTime ofDivision(short division) {
        if (division > 0) {
            return new MidiTime(-1, division);
        }
        int framesPerSecond = -(division >> 8);
        int ticksPerFrame = division & 0xff;
        if (ticksPerFrame == 0) {
            throw new UnreadableMidiException(
                    "The header of the MIDI file gives time in units of 1/0 %s, so no time in it "
                                    .formatted(division == 0 ? "quarter notes" : "frames")
                            + "means anything. Save the piece again with a division of, say, 480.");
        }
        double frames = framesPerSecond == 29 ? 30_000 / 1001.0 : framesPerSecond;
        return new MidiTime(1 / (frames * ticksPerFrame), 1);
    }

    /** Forgets all tempos; from tick 0 on there are 120 quarters a minute. */
    void clear() {
        count = 1;
        ticks[0] = 0;
        seconds[0] = 0;
        perTick[0] = perTick(DEFAULT_MICROS);
    }

    /** Sets the tempo from a tick on; ticks may not run backward. */
    void tempo(long tick, int microsPerQuarter) {
        if (smpte > 0 || microsPerQuarter == 0) {
            return;
        }
        double now = seconds(tick);
        if (ticks[count - 1] != tick) {
            if (count == ticks.length) {
                ticks = Arrays.copyOf(ticks, count * 2);
                seconds = Arrays.copyOf(seconds, count * 2);
                perTick = Arrays.copyOf(perTick, count * 2);
            }
            count++;
        }
        ticks[count - 1] = tick;
        seconds[count - 1] = now;
        perTick[count - 1] = perTick(microsPerQuarter);
    }

    double seconds(long tick) {
        int found = Arrays.binarySearch(ticks, 0, count, tick);
        int i = found >= 0 ? found : -found - 2;
        return seconds[i] + (tick - ticks[i]) * perTick[i];
    }

    int tempos() {
        return count;
    }

    TempoChange tempo(int i, double offset) {
        return new TempoChange(seconds[i] + offset, smpte > 0 ? 0.5 : perTick[i] * ticksPerQuarter);
    }

    private double perTick(double microsPerQuarter) {
        return smpte > 0 ? smpte : microsPerQuarter / 1e6 / ticksPerQuarter;
    }
}
