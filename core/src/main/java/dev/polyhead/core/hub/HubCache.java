package dev.polyhead.core.hub;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The Hugging Face cache of this machine, which Python's tools share: {@code models--owner--name/snapshots/commit/file}
 * links to {@code blobs/hash}, and {@code refs/main} holds a commit.
 *
 * @param folder the cache; need not exist
 */
public record HubCache(Path folder) {
    /**
     * Where Python's tools keep it: {@code HF_HUB_CACHE}, else {@code hub} under {@code HF_HOME}, else under the user's
     * cache folder.
     *
     * @param environment variables
     * @param home the user's home folder
     */
    public static HubCache of(Map<String, String> environment, Path home) {
        String hub = environment.getOrDefault("HF_HUB_CACHE", environment.getOrDefault("HUGGINGFACE_HUB_CACHE", ""));
        return new HubCache(hub.isBlank() ? huggingFaceHome(environment, home).resolve("hub") : Path.of(hub));
    }

    /** {@code HF_HOME}, else {@code huggingface} in the user's cache folder. */
    static Path huggingFaceHome(Map<String, String> environment, Path home) {
        String own = environment.getOrDefault("HF_HOME", "");
        if (!own.isBlank()) {
            return Path.of(own);
        }
        String caches = environment.getOrDefault("XDG_CACHE_HOME", "");
        return (caches.isBlank() ? home.resolve(".cache") : Path.of(caches)).resolve("huggingface");
    }

    /** Everything of one model. */
    public Path of(ModelId id) {
        return folder.resolve(id.cacheFolder());
    }

    /**
     * The folder of a downloaded revision.
     *
     * @param revision branch, tag or commit; null for {@code main}, or whatever is newest where main is unknown
     */
    public Optional<Path> snapshot(ModelId id, @Nullable String revision) {
        Path snapshots = of(id).resolve("snapshots");
        Optional<Path> named = commit(id, revision == null ? "main" : revision)
                .map(snapshots::resolve)
                .filter(Files::isDirectory);
        return named.isPresent() || revision != null ? named : newest(snapshots);
    }

    /** The commit a branch or tag stood at when it was downloaded; a commit is itself. */
    Optional<String> commit(ModelId id, String revision) {
        Path refs = of(id).resolve("refs");
        Path ref = refs.resolve(revision).normalize();
        if (!ref.startsWith(refs)) {
            return Optional.empty();
        }
        try {
            if (Files.isRegularFile(ref)) {
                String commit = Files.readString(ref).strip();
                return commit.matches("[0-9a-f]{4,64}") ? Optional.of(commit) : Optional.empty();
            }
            return revision.matches("[0-9a-f]{40}") ? Optional.of(revision) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("'%s' cannot be read.".formatted(ref), e);
        }
    }

    private static Optional<Path> newest(Path snapshots) {
        if (!Files.isDirectory(snapshots)) {
            return Optional.empty();
        }
        try (Stream<Path> all = Files.list(snapshots)) {
            return all.filter(ModelFolders::isModel).max(Comparator.comparing(HubCache::modified));
        } catch (IOException e) {
            throw new UncheckedIOException("'%s' cannot be listed.".formatted(snapshots), e);
        }
    }

    private static FileTime modified(Path path) {
        try {
            return Files.getLastModifiedTime(path);
        } catch (IOException e) {
            throw new UncheckedIOException("'%s' cannot be looked at.".formatted(path), e);
        }
    }

    /** The models that have a folder here, downloaded whole or in part. */
    public List<ModelId> models() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder)) {
            List<ModelId> ids = new ArrayList<>();
            all.map(path -> path.getFileName().toString())
                    .filter(name -> name.startsWith("models--"))
                    .map(name -> name.substring("models--".length()).replaceFirst("--", "/"))
                    .filter(ModelId::isOne)
                    .sorted()
                    .forEach(name -> ids.add(new ModelId(name)));
            return ids;
        } catch (IOException e) {
            throw new UncheckedIOException("'%s' cannot be listed.".formatted(folder), e);
        }
    }
}
