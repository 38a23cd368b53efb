package dev.polyhead.core.runtime;

/** A request that wants more memory than this process may take; what was taken for it is given back. */
public final class MemoryFailure extends RuntimeFailure {
    private static final long serialVersionUID = 1;

    MemoryFailure(Throwable cause) {
        super(
                ("There is not enough memory for this: %s. Send less at once: a shorter text, fewer answers, fewer beams,"
                                + " or fewer tokens.")
                        .formatted(shortened(cause.getMessage())),
                cause);
    }

    /** ONNX Runtime's words begin with its own file and line. */
    private static String shortened(@org.jspecify.annotations.Nullable String message) {
        String text = String.valueOf(message);
        int wanted = text.indexOf("requested buffer of size");
        return wanted < 0 ? text : text.substring(wanted);
    }
}
