package dev.polyhead.text.template;

/** A chat template that cannot be read or rendered, or that refuses the messages itself ({@code raise_exception}). */
public final class TemplateException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message what is wrong, where, and what to do */
    public TemplateException(String message) {
        super(message);
    }
}
