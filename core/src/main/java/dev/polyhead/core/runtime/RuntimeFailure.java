package dev.polyhead.core.runtime;

/** What ONNX Runtime refused to do, with its own words as the cause. */
public class RuntimeFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    public RuntimeFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
