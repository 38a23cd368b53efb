package dev.polyhead.core.hub;

import dev.polyhead.core.generation.Cancellation;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One file of the hub on its way into the cache: several ranges at once, resumed where it was left, and only there under
 * its name when its hash is right.
 */
final class Download {
    private static final Pattern RANGE = Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18})");

    /** How often a file is fetched anew when what came was wrong. */
    private static final int ROUNDS = 3;

    private final HubRequests requests;
    private final HubSettings settings;
    private final HubFile file;
    private final URI address;
    private final Cancellation cancellation;
    private final LongConsumer progress;

    /** @param progress hears how many bytes of the file are here */
    Download(
            HubRequests requests,
            HubSettings settings,
            HubFile file,
            URI address,
            Cancellation cancellation,
            LongConsumer progress) {
        this.requests = requests;
        this.settings = settings;
        this.file = file;
        this.address = address;
        this.cancellation = cancellation;
        this.progress = progress;
    }

    /** What is being sent is no longer what the first parts were taken from. */
    private static final class ChangedException extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final String said;

        ChangedException(String said) {
            super(said);
            this.said = said;
        }

        String said() {
            return said;
        }
    }

    /** The server sends the whole file whatever range is asked for. */
    private static final class NoRangesException extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** Fetches the file to where it belongs. */
    void to(Path target) throws IOException {
        boolean ranges = true;
        for (int round = 1; ; round++) {
            try (PartialFile partial =
                    new PartialFile(target, file.size(), ranges ? settings.part() : Math.max(1, file.size()))) {
                try {
                    if (ranges) {
                        fetchParts(partial);
                    } else {
                        fetchWhole(partial);
                    }
                    check(partial);
                    partial.finish(target);
                    return;
                } catch (NoRangesException e) {
                    ranges = false;
                    partial.restart();
                } catch (ChangedException e) {
                    if (round >= ROUNDS) {
                        partial.discard();
                        throw new HubException(HubException.Kind.DAMAGED, e.said(), e);
                    }
                    partial.restart();
                }
            }
        }
    }

    private void check(PartialFile partial) throws IOException {
        String hash = file.sha256();
        String actual = hash == null
                ? Hashes.git(partial.data(), file.gitHash().length() == 64)
                : Hashes.sha256(partial.data());
        if (!actual.equals(file.blob())) {
            throw new ChangedException(
                    "'%s' arrived with hash %s, but the hub announced %s. What came was thrown away; try again later."
                            .formatted(file.name(), actual, file.blob()));
        }
    }

    private void fetchParts(PartialFile partial) throws IOException {
        AtomicReference<@Nullable String> tag = new AtomicReference<>();
        AtomicInteger next = new AtomicInteger();
        Cancellation others = new Cancellation();
        progress.accept(partial.done());
        int workers = Math.min(settings.connections(), partial.parts());
        if (workers <= 1) {
            work(partial, next, tag, others);
            return;
        }
        ExecutorService threads = Executors.newFixedThreadPool(workers, run -> {
            Thread thread = new Thread(run, "hub-download");
            thread.setDaemon(true);
            return thread;
        });
        try (Cancellation.Registration told = cancellation.onCancel(others::cancel)) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < workers; i++) {
                running.add(threads.submit(() -> {
                    work(partial, next, tag, others);
                    return null;
                }));
            }
            awaitAll(running, others);
        } finally {
            threads.shutdownNow();
        }
    }

    /** Waits for every worker, so that none writes any more, and throws what the first failed of. */
    private static void awaitAll(List<Future<?>> running, Cancellation others) throws IOException {
        Throwable first = null;
        for (Future<?> worker : running) {
            try {
                worker.get();
            } catch (InterruptedException e) {
                others.cancel();
                Thread.currentThread().interrupt();
                throw HubRequests.cancelled();
            } catch (ExecutionException e) {
                others.cancel();
                boolean consequence =
                        e.getCause() instanceof HubException hub && hub.kind() == HubException.Kind.CANCELLED;
                if (first == null || !consequence && isCancelled(first)) {
                    first = e.getCause();
                }
            }
        }
        if (first instanceof IOException failure) {
            throw failure;
        }
        if (first instanceof RuntimeException failure) {
            throw failure;
        }
        if (first != null) {
            throw new IllegalStateException(first);
        }
    }

    private static boolean isCancelled(Throwable failure) {
        return failure instanceof HubException hub && hub.kind() == HubException.Kind.CANCELLED;
    }

    private void work(
            PartialFile partial, AtomicInteger next, AtomicReference<@Nullable String> tag, Cancellation others)
            throws IOException {
        for (int part = next.getAndIncrement(); part < partial.parts(); part = next.getAndIncrement()) {
            fetchPart(partial, part, tag, others);
        }
    }

    private void fetchPart(PartialFile partial, int part, AtomicReference<@Nullable String> tag, Cancellation others)
            throws IOException {
        for (int tried = 1; partial.left(part) > 0; ) {
            if (others.cancelled() || cancellation.cancelled()) {
                throw HubRequests.cancelled();
            }
            long before = partial.left(part);
            Exception failure = null;
            try {
                fetchOnce(partial, part, tag, others);
            } catch (DiskException e) {
                throw e.cause();
            } catch (IOException | HubException e) {
                if (!HubRequests.mayPass(e)) {
                    throw e;
                }
                failure = e;
            }
            if (partial.left(part) == 0) {
                return;
            }
            if (partial.left(part) < before) {
                tried = 1;
            } else if (++tried > settings.attempts()) {
                throw HubRequests.gaveUp(
                        "fetching '" + file.name() + "'",
                        settings.attempts(),
                        failure == null ? new IOException("the connection was cut") : failure);
            }
            requests.pause(tried, failure, cancellation);
        }
    }

    /** A failure of this machine's disk, which no second attempt mends. */
    private static final class DiskException extends IOException {
        private static final long serialVersionUID = 1;

        private final IOException cause;

        DiskException(IOException cause) {
            super(cause);
            this.cause = cause;
        }

        IOException cause() {
            return cause;
        }
    }

    private void fetchOnce(PartialFile partial, int part, AtomicReference<@Nullable String> tag, Cancellation others)
            throws IOException {
        long from = partial.position(part);
        long to = from + partial.left(part) - 1;
        // Not the others' cancellation: a range beside it that failed is no reason to lose what has arrived here.
        try (Connector.Reply reply =
                requests.open(address, Map.of("Range", "bytes=" + from + "-" + to), cancellation)) {
            if (reply.status() == 206) {
                checkRange(reply, from);
            } else if (from > 0 || partial.parts() > 1) {
                throw new NoRangesException();
            }
            checkTag(reply, tag);
            copy(reply.body(), partial, part, others);
        }
    }

    private void checkRange(Connector.Reply reply, long from) throws IOException {
        String header = reply.header("Content-Range").orElse("");
        Matcher range = RANGE.matcher(header);
        if (!range.matches() || Long.parseLong(range.group(1)) != from) {
            throw new IOException("bytes from %d on were asked for, and '%s' came".formatted(from, header));
        }
        if (Long.parseLong(range.group(3)) != file.size()) {
            throw new ChangedException("'%s' has %s bytes at the server, but the hub announced %d."
                    .formatted(file.name(), range.group(3), file.size()));
        }
    }

    private void checkTag(Connector.Reply reply, AtomicReference<@Nullable String> tag) {
        String now = reply.header("ETag").orElse("");
        if (!now.isEmpty() && !tag.compareAndSet(null, now) && !now.equals(tag.get())) {
            throw new ChangedException("'%s' changed at the server while it was fetched.".formatted(file.name()));
        }
    }

    private void fetchWhole(PartialFile partial) throws IOException {
        for (int tried = 1; ; tried++) {
            partial.restart();
            Exception failure;
            try (Connector.Reply reply = requests.open(address, Map.of(), cancellation)) {
                copy(reply.body(), partial, 0, cancellation);
                if (partial.left(0) == 0) {
                    return;
                }
                failure = new IOException("the connection was cut");
            } catch (DiskException e) {
                throw e.cause();
            } catch (IOException | HubException e) {
                if (!HubRequests.mayPass(e)) {
                    throw e;
                }
                failure = e;
            }
            if (tried >= settings.attempts()) {
                throw HubRequests.gaveUp("fetching '" + file.name() + "'", tried, failure);
            }
            requests.pause(tried, failure, cancellation);
        }
    }

    private void copy(InputStream body, PartialFile partial, int part, Cancellation others) throws IOException {
        byte[] buffer = new byte[1 << 16];
        while (partial.left(part) > 0) {
            if (others.cancelled() || cancellation.cancelled()) {
                throw HubRequests.cancelled();
            }
            int count = body.read(buffer, 0, (int) Math.min(buffer.length, partial.left(part)));
            if (count < 0) {
                return;
            }
            try {
                partial.write(part, buffer, count);
            } catch (IOException e) {
                throw new DiskException(e);
            }
            progress.accept(partial.done());
        }
    }
}
