package dev.polyhead.webapp.system;

/** The server must not start like this; the message says why and what to do, in one line. */
public class StartRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String remedy;

    public StartRefused(String what, String remedy) {
        super(what);
        this.remedy = remedy;
    }

    /** What to do about it. */
    public String remedy() {
        return remedy;
    }
}
