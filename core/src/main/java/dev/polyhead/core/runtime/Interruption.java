package dev.polyhead.core.runtime;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;

/**
 * Ends runs of a {@link Session} from another thread: the runtime stops between two operators, in the middle of a
 * prompt of thousands of tokens too. Holds native memory until closed.
 */
public final class Interruption implements AutoCloseable {
    private final OrtSession.RunOptions options;
    private boolean asked;
    private boolean closed;

    /** Nothing is interrupted yet. */
    public Interruption() {
        try {
            options = new OrtSession.RunOptions();
        } catch (OrtException e) {
            throw new RuntimeFailure("ONNX Runtime gives no options for a run: " + e.getMessage(), e);
        }
    }

    /** Ends the run that is under way, and every later one; without effect once closed. */
    public synchronized void ask() {
        if (closed || asked) {
            return;
        }
        asked = true;
        try {
            options.setTerminate(true);
        } catch (OrtException e) {
            throw new RuntimeFailure("ONNX Runtime does not interrupt the run: " + e.getMessage(), e);
        }
    }

    /** Whether somebody asked. */
    public synchronized boolean asked() {
        return asked;
    }

    OrtSession.RunOptions options() {
        return options;
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            options.close();
        }
    }
}
