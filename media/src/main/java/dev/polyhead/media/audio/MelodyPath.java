package dev.polyhead.media.audio;

import java.util.Arrays;

/**
 * The most plausible row of notes and rests behind a pitch curve: a cheapest path (Viterbi 1967) through one state for
 * each semitone and one for silence. Staying is free and changing costs, so vibrato stays one note, a glide becomes the
 * two notes it joins, and an octave error of a few frames is passed over.
 */
final class MelodyPath {
    /** The state of no note. */
    static final int REST = -1;

    private static final int LOWEST = 36;
    private static final int HIGHEST = 96;
    private static final int STATES = HIGHEST - LOWEST + 2;
    private static final double CHANGE_NOTE = 7;
    private static final double BEGIN_OR_END = 4;
    private static final double WRONG_PITCH_AT_MOST = 1.6;
    private static final double NOTE_WITHOUT_PITCH = 0.7;
    private static final double REST_WITH_PITCH = 1.0;
    private static final int LONGEST_GLIDE = 20; // frames
    private static final double LEFT = 0.4; // semitones from a note at which the voice is on its way

    private MelodyPath() {}

    /**
     * The path of a pitch curve.
     *
     * @param pitch fractional MIDI note numbers, NaN where there is none
     * @return MIDI note numbers or {@link #REST}, one a frame
     */
    static int[] of(double[] pitch) {
        double[] cost = new double[STATES];
        Arrays.fill(cost, BEGIN_OR_END);
        cost[0] = 0;
        byte[][] from = new byte[pitch.length][STATES];
        double[] next = new double[STATES];
        for (int t = 0; t < pitch.length; t++) {
            int best = cheapestNote(cost);
            for (int s = 0; s < STATES; s++) {
                double stay = cost[s];
                double change =
                        s == 0 ? cost[best] + BEGIN_OR_END : Math.min(cost[0] + BEGIN_OR_END, cost[best] + CHANGE_NOTE);
                int origin = s;
                if (change < stay) {
                    origin = s != 0 && cost[0] + BEGIN_OR_END <= cost[best] + CHANGE_NOTE ? 0 : best;
                }
                next[s] = Math.min(stay, change) + emission(s, pitch[t]);
                from[t][s] = (byte) origin;
            }
            double[] swap = cost;
            cost = next;
            next = swap;
        }
        int state = 0;
        for (int s = 1; s < STATES; s++) {
            state = cost[s] < cost[state] ? s : state;
        }
        int[] path = new int[pitch.length];
        for (int t = pitch.length - 1; t >= 0; t--) {
            path[t] = state == 0 ? REST : LOWEST + state - 1;
            state = from[t][state];
        }
        glidesBelongToTheirGoal(path, pitch);
        return path;
    }

    /** A cheapest path leaves a note as late as it can; an ear hears the new one begin where the voice leaves the old. */
    private static void glidesBelongToTheirGoal(int[] path, double[] pitch) {
        for (int t = 1; t < path.length; t++) {
            int old = path[t - 1];
            int goal = path[t];
            if (old == goal || old == REST || goal == REST) {
                continue;
            }
            int direction = Integer.signum(goal - old);
            for (int i = t - 1; i > Math.max(0, t - LONGEST_GLIDE) && path[i] == old; i--) {
                if ((pitch[i] - old) * direction <= LEFT) { // frames without a pitch are passed over
                    break;
                }
                path[i] = goal;
            }
        }
    }

    private static int cheapestNote(double[] cost) {
        int best = 1;
        for (int s = 2; s < STATES; s++) {
            best = cost[s] < cost[best] ? s : best;
        }
        return best;
    }

    private static double emission(int state, double pitch) {
        if (Double.isNaN(pitch)) {
            return state == 0 ? 0 : NOTE_WITHOUT_PITCH;
        }
        if (state == 0) {
            return REST_WITH_PITCH;
        }
        double off = pitch - (LOWEST + state - 1);
        return Math.min(WRONG_PITCH_AT_MOST, off * off);
    }
}
