package dev.polyhead.core.hub;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The proxies that {@code HTTPS_PROXY}, {@code HTTP_PROXY}, {@code ALL_PROXY} and {@code NO_PROXY} name, in either case. */
final class Proxies extends ProxySelector {
    private final Map<String, String> environment;

    Proxies(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    private String variable(String name) {
        String lower = environment.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        return lower.isBlank() ? environment.getOrDefault(name, "").strip() : lower.strip();
    }

    @Override
    public List<Proxy> select(URI address) {
        String named = variable(address.getScheme().equals("https") ? "HTTPS_PROXY" : "HTTP_PROXY");
        String proxy = named.isEmpty() ? variable("ALL_PROXY") : named;
        if (proxy.isEmpty() || exempt(address.getHost().toLowerCase(Locale.ROOT))) {
            return List.of(Proxy.NO_PROXY);
        }
        URI at = URI.create(proxy.contains("://") ? proxy : "http://" + proxy);
        if (at.getHost() == null || !List.of("http", "https").contains(at.getScheme())) {
            throw new IllegalArgumentException(
                    "'%s' is no proxy that can be used. Give HTTPS_PROXY as http://host:port.".formatted(at.getHost()));
        }
        int port = at.getPort() < 0 ? (at.getScheme().equals("https") ? 443 : 80) : at.getPort();
        return List.of(new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(at.getHost(), port)));
    }

    private boolean exempt(String host) {
        for (String entry : variable("NO_PROXY").split(",")) {
            String suffix = entry.strip().toLowerCase(Locale.ROOT).replaceFirst("^\\*?\\.", "");
            if (suffix.equals("*") || !suffix.isEmpty() && (host.equals(suffix) || host.endsWith("." + suffix))) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void connectFailed(URI address, SocketAddress proxy, IOException failure) {
        // The request fails with this; there is no other proxy to try.
    }
}
