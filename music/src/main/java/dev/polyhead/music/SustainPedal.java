package dev.polyhead.music;

import dev.polyhead.music.MidiTrackReader.Pedal;
import java.util.Arrays;
import java.util.List;

/** When the sustain pedal of one channel is down, in ticks. */
final class SustainPedal {
    private final long[] down;
    private final long[] up;

    /** @param moves of all channels, by time; {@code end} lifts a pedal that is still down */
    SustainPedal(List<Pedal> moves, int channel, long end) {
        long[] starts = new long[16];
        long[] ends = new long[16];
        int count = 0;
        boolean isDown = false;
        for (Pedal move : moves) {
            if (move.channel() != channel || move.down() == isDown) {
                continue;
            }
            if (count == starts.length) {
                starts = Arrays.copyOf(starts, count * 2);
                ends = Arrays.copyOf(ends, count * 2);
            }
            if (move.down()) {
                starts[count] = move.tick();
            } else {
                ends[count++] = move.tick();
            }
            isDown = move.down();
        }
        if (isDown) {
            ends[count++] = Math.max(end, starts[count - 1]);
        }
        down = Arrays.copyOf(starts, count);
        up = Arrays.copyOf(ends, count);
    }

    /** When a note falls silent whose key is released at this tick. */
    long release(long tick) {
        int found = Arrays.binarySearch(down, tick);
        int i = found >= 0 ? found : -found - 2;
        return i >= 0 && tick < up[i] ? up[i] : tick;
    }
}
