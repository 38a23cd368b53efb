package dev.polyhead.webapp.security;

import dev.polyhead.webapp.system.PolyheadProperties;
import dev.polyhead.webapp.system.StartRefused;
import java.net.InetAddress;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;

/** Refuses to start on an address that others can reach while everybody would be let in. */
@Component
@Lazy(false)
class BindRule implements SmartInitializingSingleton {
    private final ServerProperties server;
    private final PolyheadProperties properties;
    private final AccessKeys keys;

    BindRule(ServerProperties server, PolyheadProperties properties, AccessKeys keys) {
        this.server = server;
        this.properties = properties;
        this.keys = keys;
    }

    @Override
    public void afterSingletonsInstantiated() {
        InetAddress address = server.getAddress();
        boolean loopback = address != null && address.isLoopbackAddress();
        if (!loopback && !keys.isRequired() && !properties.security().open()) {
            throw new StartRefused(
                    "server.address is %s, which other machines can reach, and no admin key protects the server."
                            .formatted(address == null ? "every address" : address.getHostAddress()),
                    "Set POLYHEAD_ADMIN_KEY (16 characters or more), or polyhead.security.create-admin-key=true to "
                            + "have one made, or polyhead.security.open=true to let everybody in.");
        }
    }
}
