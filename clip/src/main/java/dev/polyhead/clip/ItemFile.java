package dev.polyhead.clip;

/**
 * A file that holds a picture of a collection.
 *
 * @param root the imported folder, absolute; empty for an upload
 * @param path relative to the root, with {@code /} between names; for an upload the name it came under
 * @param bytes size when it was read
 * @param modified when it was last changed, in milliseconds since 1970
 */
public record ItemFile(String root, String path, long bytes, long modified) {
    /** The last part of the path. */
    public String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** Whether it was uploaded rather than found in a folder. */
    public boolean uploaded() {
        return root.isEmpty();
    }

    /** Whether both mean the same place. */
    boolean samePlace(ItemFile other) {
        return root.equals(other.root) && path.equals(other.path);
    }
}
