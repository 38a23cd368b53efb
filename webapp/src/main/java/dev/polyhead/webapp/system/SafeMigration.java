package dev.polyhead.webapp.system;

import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Brings the database of an older program up to date: refuses that of a newer one, and makes a copy before the first
 * change. A PostgreSQL database is copied by its own tools, which this only reminds of.
 */
@Component
class SafeMigration implements FlywayMigrationStrategy {
    private static final Logger LOG = LoggerFactory.getLogger(SafeMigration.class);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

    private final DataFolder data;

    SafeMigration(DataFolder data) {
        this.data = data;
    }

    @Override
    public void migrate(Flyway flyway) {
        MigrationInfo[] applied = flyway.info().applied();
        for (MigrationInfo each : applied) {
            if (each.getState() == MigrationState.FUTURE_SUCCESS || each.getState() == MigrationState.FUTURE_FAILED) {
                throw new StartRefused(
                        "The database was changed by a newer program (version %s, '%s'), which this one does not know."
                                .formatted(each.getVersion(), each.getDescription()),
                        "Start the newer program, or restore the copy that it made in %s before."
                                .formatted(data.root().resolve("backups")));
            }
        }
        boolean used = Arrays.stream(applied)
                .anyMatch(each -> each.getType() != null && !each.getType().isBaseline());
        if (used && flyway.info().pending().length > 0) {
            copy(flyway);
        }
        flyway.migrate();
    }

    private void copy(Flyway flyway) {
        String url = flyway.getConfiguration().getUrl();
        if (url != null && !url.startsWith("jdbc:h2:")) {
            LOG.warn("The database is being brought up to date. Only a copy made with pg_dump can take that back.");
            return;
        }
        Path copy = data.folder("backups")
                .resolve("database-%s.zip".formatted(LocalDateTime.now().format(TIME)));
        JdbcClient.create(flyway.getConfiguration().getDataSource())
                .sql("backup to ?")
                .param(copy.toString())
                .update();
        LOG.info("The database is being brought up to date; a copy from before is {}.", copy);
    }
}
