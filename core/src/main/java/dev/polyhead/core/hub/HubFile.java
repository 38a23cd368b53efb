package dev.polyhead.core.hub;

import org.jspecify.annotations.Nullable;

/**
 * A file of a repository, as the hub announces it.
 *
 * @param name path in the repository
 * @param size bytes
 * @param sha256 of a large file; null for one that Git itself keeps
 * @param gitHash Git's hash of its contents, for a large file of a pointer to it
 */
public record HubFile(String name, long size, @Nullable String sha256, String gitHash) {
    public HubFile {
        if (!name.matches("[^\\p{Cntrl}\\\\]+")
                || name.startsWith("/")
                || ("/" + name + "/").matches(".*/\\.{0,2}/.*")) {
            throw new HubException(
                    HubException.Kind.DAMAGED,
                    "The hub lists a file '%s', whose name leads out of its folder. It is refused."
                            .formatted(name.replaceAll("\\p{Cntrl}", "?")));
        }
        boolean hashes =
                (sha256 == null || sha256.matches("[0-9a-f]{64}")) && gitHash.matches("[0-9a-f]{40}|[0-9a-f]{64}");
        if (!hashes || size < 0) {
            throw new HubException(
                    HubException.Kind.DAMAGED,
                    "The hub announces file '%s' with size %d and hash '%s', which cannot be."
                            .formatted(name, size, sha256 == null ? gitHash : sha256));
        }
    }

    /** What its blob in the cache is called: the hash that its contents are checked by. */
    public String blob() {
        return sha256 == null ? gitHash : sha256;
    }
}
