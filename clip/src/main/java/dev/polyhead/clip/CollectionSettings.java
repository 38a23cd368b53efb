package dev.polyhead.clip;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a collection's {@code collection.json} says; replaced in one step, so that a crash leaves the old or the new one.
 *
 * @param version of the layout on disk
 * @param name the collection's
 * @param model folder name of the model that made the embeddings
 * @param fingerprint of that model
 * @param dimensions numbers of an embedding
 * @param index folder of the index in use
 * @param roots imported folders, absolute
 * @param watched those of them that are watched; none where an older version wrote the file
 * @param createdAt when the collection was made
 */
record CollectionSettings(
        int version,
        String name,
        String model,
        String fingerprint,
        int dimensions,
        String index,
        List<String> roots,
        @Nullable List<String> watched,
        Instant createdAt) {
    static final int VERSION = 1;
    static final JsonMapper JSON = JsonMapper.builder().build();

    CollectionSettings {
        roots = List.copyOf(roots);
        watched = watched == null ? List.of() : List.copyOf(watched);
    }

    @Override
    public List<String> watched() {
        return Objects.requireNonNull(watched);
    }

    static boolean exists(Path folder) {
        return Files.exists(file(folder));
    }

    static CollectionSettings read(Path folder) {
        try {
            CollectionSettings settings = JSON.readValue(Files.readString(file(folder)), CollectionSettings.class);
            if (settings.version() > VERSION) {
                throw new CollectionException(
                        "The collection '%s' was written by a newer version (layout %d; this one knows up to %d). Update first."
                                .formatted(folder.getFileName(), settings.version(), VERSION));
            }
            return settings;
        } catch (IOException | JacksonException e) {
            throw new CollectionException(
                    "The collection '%s' cannot be opened: %s".formatted(folder.getFileName(), e.getMessage()), e);
        }
    }

    void write(Path folder) {
        Path fresh = folder.resolve("collection.json.new");
        try {
            Files.writeString(fresh, JSON.writeValueAsString(this));
            try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            Files.move(fresh, file(folder), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("The collection's settings could not be written: " + e.getMessage(), e);
        }
    }

    private static Path file(Path folder) {
        return folder.resolve("collection.json");
    }

    CollectionSettings withIndex(String otherIndex, String otherModel, String otherFingerprint, int otherDimensions) {
        return new CollectionSettings(
                version, name, otherModel, otherFingerprint, otherDimensions, otherIndex, roots, watched, createdAt);
    }

    CollectionSettings withRoots(List<String> other) {
        return new CollectionSettings(version, name, model, fingerprint, dimensions, index, other, watched, createdAt);
    }

    CollectionSettings withWatched(List<String> other) {
        return new CollectionSettings(version, name, model, fingerprint, dimensions, index, roots, other, createdAt);
    }
}
