package dev.polyhead.webapp.imagesearch;

import dev.polyhead.webapp.system.PolyheadProperties;
import dev.polyhead.webapp.system.SharedDatabase;
import java.time.Duration;
import java.util.UUID;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * One writer a collection, among all servers that share the database: a lease that runs out by the database's clock
 * unless it is renewed, so that a server that died does not hold it for long.
 */
@Repository
class WriterLeases {
    private final JdbcClient database;
    private final Duration lifetime;
    private final String until;
    private final String node = UUID.randomUUID().toString();

    WriterLeases(JdbcClient database, PolyheadProperties properties, SharedDatabase others) {
        this.database = database;
        lifetime = properties.jobs().silence();
        until = "current_timestamp + interval '%d' second".formatted(lifetime.toSeconds());
        if (!others.isShared()) {
            database.sql("delete from collection_writer").update(); // left by this server when it was killed
        }
    }

    /** After this long without a sign of life a writer is taken for dead. */
    Duration lifetime() {
        return lifetime;
    }

    /** Takes or renews the lease; false if another server has it. */
    boolean take(String collection) {
        int renewed = database.sql("update collection_writer set node = ?, until = " + until
                        + " where name = ? and (node = ? or until < current_timestamp)")
                .params(node, collection, node)
                .update();
        if (renewed == 1) {
            return true;
        }
        try {
            database.sql("insert into collection_writer (name, node, until) values (?, ?, " + until + ")")
                    .params(collection, node)
                    .update();
            return true;
        } catch (DuplicateKeyException another) {
            return false;
        }
    }

    /** Lets another server write. */
    void giveBack(String collection) {
        database.sql("delete from collection_writer where name = ? and node = ?")
                .params(collection, node)
                .update();
    }
}
