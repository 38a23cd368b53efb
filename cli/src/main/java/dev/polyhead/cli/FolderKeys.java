package dev.polyhead.cli;

import dev.polyhead.webapp.security.KeyRing;
import dev.polyhead.webapp.security.MadeKey;
import dev.polyhead.webapp.system.StartRefused;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The keys of a data folder that no server uses. */
final class FolderKeys implements KeyPlace {
    private final KeyRing ring;

    FolderKeys(Path folder) {
        try {
            ring = KeyRing.of(folder);
        } catch (StartRefused e) {
            throw new IllegalStateException(e.getMessage() + " " + e.remedy(), e);
        }
    }

    @Override
    public List<Row> list() {
        return ring.all().stream()
                .map(key -> new Row(
                        key.id().toString(),
                        key.name(),
                        key.scope().word(),
                        key.state(),
                        key.createdAt(),
                        key.expiresAt()))
                .toList();
    }

    @Override
    public Made create(String name, String scope, @Nullable String expires) {
        MadeKey made = ring.create(name, KeyRing.scope(scope), KeyRing.end(expires));
        return new Made(made.key().name(), made.key().scope().word(), made.secret());
    }

    @Override
    public void revoke(String key) {
        ring.revoke(ring.find(key));
    }
}
