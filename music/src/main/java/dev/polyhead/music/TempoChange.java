package dev.polyhead.music;

/**
 * From here on a quarter note takes this long.
 *
 * @param time in seconds from the beginning of the piece
 * @param secondsPerQuarter length of a quarter note in seconds
 */
public record TempoChange(double time, double secondsPerQuarter) {

    /** 120 quarters a minute: what a MIDI file means that names no tempo. */
    public static final TempoChange DEFAULT = new TempoChange(0, 0.5);

    public TempoChange {
        if (!(time >= 0) || !(secondsPerQuarter > 0) || Double.isInfinite(time + secondsPerQuarter)) {
            throw new IllegalArgumentException(
                    "A quarter note of %s s from %s s on is no tempo. Give a positive length and a time from 0 on."
                            .formatted(secondsPerQuarter, time));
        }
    }

    /** Quarter notes a minute. */
    public double bpm() {
        return 60 / secondsPerQuarter;
    }
}
