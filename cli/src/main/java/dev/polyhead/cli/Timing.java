package dev.polyhead.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * How long some work took, again and again.
 *
 * @param seconds of each run, in order
 */
record Timing(List<Double> seconds) {
    Timing {
        seconds = List.copyOf(seconds);
        if (seconds.isEmpty()) {
            throw new IllegalArgumentException("A timing needs one run at least.");
        }
    }

    /** Something that can fail as reading a file can. */
    interface Work {
        void run() throws Exception;
    }

    /** Seconds that some work takes. */
    static double once(Work work) throws Exception {
        long begun = System.nanoTime();
        work.run();
        return (System.nanoTime() - begun) / 1e9;
    }

    /** Runs some work to warm up, then so often. */
    static Timing of(int warmUp, int repeat, Work work) throws Exception {
        for (int i = 0; i < warmUp; i++) {
            work.run();
        }
        List<Double> seconds = new ArrayList<>();
        for (int i = 0; i < repeat; i++) {
            seconds.add(once(work));
        }
        return new Timing(seconds);
    }

    /** The run in the middle. */
    double median() {
        return percentile(50);
    }

    /** So many of a hundred runs take this long at most. */
    double percentile(int share) {
        List<Double> sorted = seconds.stream().sorted().toList();
        int place = (int) Math.ceil(share / 100.0 * sorted.size()) - 1;
        return sorted.get(Math.max(0, place));
    }
}
