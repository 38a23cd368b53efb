package dev.polyhead.webapp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/** The server talks to nobody but its own clients. */
class NoOutsideTest {
    private final List<String> asked = new CopyOnWriteArrayList<>();

    @Test
    void nothingAsksForAnAddressOutside() throws Exception {
        ProxySelector before = ProxySelector.getDefault();
        ProxySelector.setDefault(new Witness());
        try (ConfigurableApplicationContext server = SpringApplication.run(
                PolyheadApplication.class,
                "--server.port=0",
                "--polyhead.data-dir=target/test-data/outside-" + System.nanoTime())) {
            int port = ((WebServerApplicationContext) server).getWebServer().getPort();
            Http http = new Http(port);
            http.get("/", "Accept", "text/html");
            http.get("/swagger-ui/index.html");
            http.post("/api/models/load", "application/json", "{\"id\":\"whisper-base\"}");
            // JobRunr would report after its first minute, and looks for a newer version of itself at the start.
            Thread.sleep(3000);
            assertThat(connections())
                    .as("established connections that leave this machine")
                    .isEmpty();
        } finally {
            ProxySelector.setDefault(before);
        }
        assertThat(asked).as("addresses that somebody wanted to reach").isEmpty();
    }

    /** Remote addresses of this process's TCP connections, as the kernel lists them. */
    private static List<String> connections() throws IOException {
        List<String> outside = new java.util.ArrayList<>();
        for (String table : new String[] {"/proc/self/net/tcp", "/proc/self/net/tcp6"}) {
            if (!Files.isReadable(Path.of(table))) {
                continue;
            }
            List<String> own = ownSockets();
            for (String line :
                    Files.readAllLines(Path.of(table)).stream().skip(1).toList()) {
                String[] columns = line.strip().split("\\s+");
                String remote = columns[2].split(":")[0];
                boolean elsewhere =
                        !remote.matches("0+") && !remote.endsWith("0100007F") && !remote.endsWith("01000000");
                if (own.contains(columns[9]) && elsewhere) {
                    outside.add(columns[2]);
                }
            }
        }
        return outside;
    }

    private static List<String> ownSockets() throws IOException {
        List<String> sockets = new java.util.ArrayList<>();
        try (var files = Files.list(Path.of("/proc/self/fd"))) {
            for (Path file : files.toList()) {
                try {
                    String target = Files.readSymbolicLink(file).toString();
                    if (target.startsWith("socket:[")) {
                        sockets.add(target.substring(8, target.length() - 1));
                    }
                } catch (IOException e) {
                    continue; // closed in the meantime
                }
            }
        }
        return sockets;
    }

    /** Every URL connection and HTTP client of the JDK asks this before it connects. */
    private final class Witness extends ProxySelector {
        @Override
        public List<Proxy> select(URI uri) {
            try {
                if (!InetAddress.getByName(uri.getHost()).isLoopbackAddress()) {
                    asked.add(uri.toString());
                }
            } catch (IOException e) {
                asked.add(uri.toString());
            }
            return List.of(Proxy.NO_PROXY);
        }

        @Override
        public void connectFailed(URI uri, SocketAddress address, IOException failure) {
            asked.add("failed: " + uri);
        }
    }
}
