package dev.polyhead.core.runtime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import java.util.concurrent.CompletableFuture;

/**
 * Starts ONNX Runtime on a thread with a deep stack. Version 1.29 searches the process's command line with a recursive
 * regular expression; one of some 20 kB, a long class path or a few hundred file names, overflows a stack of the usual
 * size and takes the process down.
 */
final class RuntimeStart implements Runnable {
    /** Enough for the longest command line that Linux passes on. */
    private static final long STACK = 512L << 20;

    private final CompletableFuture<OrtEnvironment> started = new CompletableFuture<>();

    private RuntimeStart() {}

    static OrtEnvironment start() {
        RuntimeStart start = new RuntimeStart();
        new Thread(null, start, "onnxruntime-start", STACK).start();
        return start.started.join();
    }

    @Override
    public void run() {
        try {
            OrtEnvironment environment =
                    OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "polyhead");
            environment.setTelemetry(false);
            started.complete(environment);
        } catch (OrtException | RuntimeException | LinkageError e) {
            started.completeExceptionally(e);
        }
    }
}
