package dev.polyhead.webapp.system;

import java.nio.file.Files;
import java.nio.file.Path;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcDataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The database of a data folder while no server runs on it, for commands that need no server. */
public final class FolderDatabase {
    private FolderDatabase() {}

    /**
     * Opens it, and brings its tables up to date.
     *
     * @throws StartRefused if there is no such folder, a newer program wrote it, or a server uses it
     */
    public static JdbcClient open(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new StartRefused(
                    "There is no data folder %s.".formatted(folder), "Name the one of your server with --data-dir.");
        }
        DataFolder data = new DataFolder(folder);
        JdbcDataSource source = new JdbcDataSource();
        source.setURL(DatabaseConfiguration.url(data));
        source.setUser(DatabaseConfiguration.USER);
        try {
            new SafeMigration(data)
                    .migrate(Flyway.configure()
                            .dataSource(source)
                            .baselineOnMigrate(true) // as application.yaml says for the server
                            .baselineVersion("0")
                            .load());
        } catch (RuntimeException e) {
            if (new DatabaseInUse().analyze(e) != null) {
                throw new StartRefused(
                        "A server is using the data folder %s.".formatted(folder),
                        "Ask that server with --server http://localhost:8080 and an admin key, or stop it first.");
            }
            throw e;
        }
        return JdbcClient.create(source);
    }
}
