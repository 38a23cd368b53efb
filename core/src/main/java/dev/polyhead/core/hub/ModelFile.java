package dev.polyhead.core.hub;

import org.jspecify.annotations.Nullable;

/**
 * One file of a model.
 *
 * @param name path inside the model's folder, with {@code /}
 * @param size bytes
 * @param sha256 of its contents, hexadecimal; null if not known
 */
public record ModelFile(String name, long size, @Nullable String sha256) {
    public ModelFile {
        if (size < 0) {
            throw new IllegalArgumentException("File '%s' cannot have %d bytes.".formatted(name, size));
        }
        if (sha256 != null && !sha256.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException(
                    "'%s' is no SHA-256 for file '%s': 64 hexadecimal digits.".formatted(sha256, name));
        }
    }
}
