package dev.polyhead.core.runtime;

/**
 * How a graph runs.
 *
 * @param device where
 * @param threads threads of one operator; 0 for one a core
 * @param prepack whether weights are copied into the kernels' own layout: faster small batches for a copy of the
 *     weights and a slower start
 * @param awake whether idle threads wait awake for a moment before they sleep: for graphs of small operators that
 *     are run again and again
 */
public record SessionOptions(Device device, int threads, boolean prepack, boolean awake) {
    private static final int MOST_THREADS = 1024;

    public SessionOptions {
        if (threads < 0 || threads > MOST_THREADS) {
            throw new IllegalArgumentException(
                    "threads must be between 0 (one a core) and %d, not %d.".formatted(MOST_THREADS, threads));
        }
    }

    /** The CPU, one thread a core, prepacked. */
    public static SessionOptions defaults() {
        return new SessionOptions(Device.CPU, 0, true, false);
    }

    public SessionOptions withThreads(int threads) {
        return new SessionOptions(device, threads, prepack, awake);
    }
}
