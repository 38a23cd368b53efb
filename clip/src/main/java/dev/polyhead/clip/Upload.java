package dev.polyhead.clip;

/**
 * A picture that somebody hands over.
 *
 * @param name what its owner calls it; shown, never used as a path
 * @param source its bytes
 */
public record Upload(String name, Source source) {
    /** Where the bytes come from; read once. */
    @FunctionalInterface
    public interface Source {
        byte[] read() throws java.io.IOException;
    }
}
