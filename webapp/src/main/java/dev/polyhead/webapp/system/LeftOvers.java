package dev.polyhead.webapp.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;

/**
 * Deletes uploads that a killed process left behind: all of them where the database proves that no other server uses
 * this folder (an H2 file has one process), else those that nobody can be waiting for any more.
 */
@Component
@Lazy(false)
class LeftOvers implements SmartInitializingSingleton {
    private static final Duration LONGEST_REQUEST = Duration.ofDays(1);

    private final DataFolder data;
    private final SharedDatabase database;

    LeftOvers(DataFolder data, SharedDatabase database) {
        this.data = data;
        this.database = database;
    }

    @Override
    public void afterSingletonsInstantiated() {
        try (Stream<Path> left = Files.list(data.temporary())) {
            Instant before = database.isShared() ? Instant.now().minus(LONGEST_REQUEST) : Instant.MAX;
            for (Path path : left.toList()) {
                if (Files.getLastModifiedTime(path).toInstant().isBefore(before)) {
                    DataFolder.delete(path);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Old uploads in %s cannot be deleted.".formatted(data.temporary()), e);
        }
    }
}
