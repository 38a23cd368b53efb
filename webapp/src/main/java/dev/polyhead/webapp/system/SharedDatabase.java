package dev.polyhead.webapp.system;

import java.sql.DatabaseMetaData;
import javax.sql.DataSource;
import org.springframework.jdbc.support.JdbcUtils;
import org.springframework.jdbc.support.MetaDataAccessException;
import org.springframework.stereotype.Component;

/** Whether other servers may use the same database and data folder. An H2 file has one process at a time. */
@Component
public class SharedDatabase {
    private final boolean shared;

    SharedDatabase(DataSource database) {
        try {
            shared =
                    !"H2".equals(JdbcUtils.extractDatabaseMetaData(database, DatabaseMetaData::getDatabaseProductName));
        } catch (MetaDataAccessException e) {
            throw new IllegalStateException("The database cannot be opened.", e);
        }
    }

    /** Says whether there may be others. */
    public boolean isShared() {
        return shared;
    }
}
