package dev.polyhead.core.hub;

import dev.polyhead.core.generation.Cancellation;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Fetches over HTTP. An answer that stalls in the middle fails as one that never comes. */
final class HttpConnector implements Connector {
    private static final ScheduledExecutorService WATCH = Executors.newSingleThreadScheduledExecutor(run -> {
        Thread thread = new Thread(run, "hub-watch");
        thread.setDaemon(true);
        return thread;
    });

    private final HttpClient client;
    private final Duration patience;

    /**
     * A connector.
     *
     * @param proxies which proxy to use for which address
     * @param patience how long to wait for a connection, an answer, or the next bytes of one
     */
    HttpConnector(ProxySelector proxies, Duration patience) {
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1) // parallel ranges want connections of their own
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(patience)
                .proxy(proxies)
                .build();
        this.patience = patience;
    }

    @Override
    public Reply get(URI address, Map<String, String> headers, Cancellation cancellation) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(address).timeout(patience);
        headers.forEach(request::header);
        CompletableFuture<HttpResponse<InputStream>> answer =
                client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        try (Cancellation.Registration hangingUp = cancellation.onCancel(() -> answer.cancel(true))) {
            HttpResponse<InputStream> response = answer.get();
            return new HttpReply(response, new Watched(response.body(), patience, cancellation));
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new IOException("Fetching from %s was interrupted.".formatted(address.getHost()), e);
        } catch (CancellationException e) {
            throw HubRequests.cancelled();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
        }
    }

    private record HttpReply(HttpResponse<InputStream> response, InputStream body) implements Reply {
        @Override
        public int status() {
            return response.statusCode();
        }

        @Override
        public Optional<String> header(String name) {
            return response.headers().firstValue(name);
        }

        @Override
        public void close() throws IOException {
            body.close();
        }
    }

    /** Closes itself when a read takes too long or nobody wants it any more, which makes the read fail. */
    private static final class Watched extends FilterInputStream {
        private final long patience;
        private volatile long readingSince;
        private volatile boolean stalled;
        private final ScheduledFuture<?> watch;
        private final Cancellation cancellation;
        private final Cancellation.Registration hangingUp;

        Watched(InputStream in, Duration patience, Cancellation cancellation) {
            super(in);
            this.patience = patience.toNanos();
            long every = Math.max(10, patience.toMillis() / 4);
            this.watch = WATCH.scheduleWithFixedDelay(this::check, every, every, TimeUnit.MILLISECONDS);
            this.cancellation = cancellation;
            this.hangingUp = cancellation.onCancel(this::hangUp);
        }

        private void check() {
            long since = readingSince;
            if (since != 0 && System.nanoTime() - since > patience) {
                stalled = true;
                hangUp();
            }
        }

        private void hangUp() {
            try {
                in.close();
            } catch (IOException e) {
                // The reader hears why it ended; that closing failed too says nothing more.
                watch.cancel(false);
            }
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            int count = read(one, 0, 1);
            return count < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            readingSince = System.nanoTime() | 1; // never 0
            try {
                int count = super.read(bytes, offset, length);
                if (stalled) {
                    throw new IOException("no bytes came for long");
                }
                return count;
            } catch (IOException e) {
                if (cancellation.cancelled()) {
                    throw HubRequests.cancelled();
                }
                throw stalled ? new IOException("no bytes came for %d s".formatted(patience / 1_000_000_000), e) : e;
            } finally {
                readingSince = 0;
            }
        }

        @Override
        public void close() throws IOException {
            watch.cancel(false);
            hangingUp.close();
            super.close();
        }
    }
}
