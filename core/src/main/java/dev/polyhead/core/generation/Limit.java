package dev.polyhead.core.generation;

import java.nio.FloatBuffer;
import org.jspecify.annotations.Nullable;

/** What may end a run from outside: a switch and a clock. */
final class Limit {
    private final Cancellation cancellation;
    private final long deadline;
    private final boolean timed;

    Limit(Cancellation cancellation, @Nullable Double seconds) {
        this.cancellation = cancellation;
        this.timed = seconds != null;
        this.deadline = seconds == null ? 0 : System.nanoTime() + (long) (seconds * 1e9);
    }

    Cancellation cancellation() {
        return cancellation;
    }

    /**
     * Takes a step unless the run must end.
     *
     * @return the logits; null if the run must end, now or because the step was interrupted
     */
    @Nullable
    FloatBuffer feed(Decoding decoding, int[][] tokens) {
        if (reached() != null) {
            return null;
        }
        try {
            return decoding.feed(tokens);
        } catch (RuntimeException e) {
            if (cancellation.cancelled()) {
                return null; // interrupting a step is how it is cancelled
            }
            throw e;
        }
    }

    /** Why the run must end now; null if it need not. */
    private @Nullable FinishReason reached() {
        if (cancellation.cancelled()) {
            return FinishReason.CANCELLED;
        }
        return timed && System.nanoTime() - deadline >= 0 ? FinishReason.TIME : null;
    }

    /** Why {@link #feed} took no step. */
    FinishReason reason() {
        return cancellation.cancelled() ? FinishReason.CANCELLED : FinishReason.TIME;
    }
}
