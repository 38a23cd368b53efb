package dev.polyhead.webapp.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DatabaseMetaData;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.annotation.Lazy;
import org.springframework.jdbc.support.JdbcUtils;
import org.springframework.jdbc.support.MetaDataAccessException;
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
    private final DataSource database;

    LeftOvers(DataFolder data, DataSource database) {
        this.data = data;
        this.database = database;
    }

    @Override
    public void afterSingletonsInstantiated() {
        try (Stream<Path> left = Files.list(data.temporary())) {
            String product = JdbcUtils.extractDatabaseMetaData(database, DatabaseMetaData::getDatabaseProductName);
            Instant before = "H2".equals(product) ? Instant.MAX : Instant.now().minus(LONGEST_REQUEST);
            for (Path path : left.toList()) {
                if (Files.getLastModifiedTime(path).toInstant().isBefore(before)) {
                    DataFolder.delete(path);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Old uploads in %s cannot be deleted.".formatted(data.temporary()), e);
        } catch (MetaDataAccessException e) {
            throw new IllegalStateException("The database cannot be opened.", e);
        }
    }
}
