package dev.polyhead.text;

/** A model that was not made for the task it is asked to do. */
public final class UnsuitableModelException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /** @param message what the model is, what was asked of it, and which kind of model can do it */
    public UnsuitableModelException(String message) {
        super(message);
    }
}
