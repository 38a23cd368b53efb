package dev.polyhead.clip;

import java.util.List;

/**
 * What became of uploaded pictures.
 *
 * @param added new ones
 * @param duplicates those whose bytes were there already
 * @param failed those that could not be read
 */
public record AddReport(List<Added> added, List<Duplicate> duplicates, List<Failed> failed) {
    /** A new picture. */
    public record Added(String id, String name) {}

    /**
     * A picture that was there already.
     *
     * @param id the picture's
     * @param name what it was called this time
     * @param of what it was called first
     */
    public record Duplicate(String id, String name, String of) {}

    /** A file that could not be read, and why. */
    public record Failed(String name, String detail) {}

    public AddReport {
        added = List.copyOf(added);
        duplicates = List.copyOf(duplicates);
        failed = List.copyOf(failed);
    }
}
