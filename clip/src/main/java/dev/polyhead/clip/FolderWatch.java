package dev.polyhead.clip;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches a folder and everything below it, and calls back once it has been quiet after a change. A folder that vanishes,
 * as a drive that is unplugged does, is watched again when it is back.
 */
public final class FolderWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FolderWatch.class);

    /** How often a folder that vanished is looked for. */
    private static final long LOST_MILLIS = 2_000;

    private final Path root;
    private final Runnable changed;
    private final long quietMillis;
    private final WatchService service;
    private final Thread thread;

    /**
     * Begins to watch.
     *
     * @param quietMillis how long nothing must change before the call
     * @param changed called by the watching thread; typically starts a {@link FolderImport}
     * @throws CollectionException if the folder cannot be watched
     */
    public FolderWatch(Path root, long quietMillis, Runnable changed) {
        this.root = root;
        this.changed = changed;
        this.quietMillis = quietMillis;
        try {
            this.service = root.getFileSystem().newWatchService();
            watch(root);
        } catch (IOException e) {
            throw new CollectionException("The folder '%s' cannot be watched: %s".formatted(root, e.getMessage()), e);
        }
        this.thread = new Thread(this::run, "polyhead-watch");
        thread.setDaemon(true);
        thread.start();
    }

    private void watch(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path inside, BasicFileAttributes attributes) throws IOException {
                inside.register(
                        service,
                        StandardWatchEventKinds.ENTRY_CREATE,
                        StandardWatchEventKinds.ENTRY_DELETE,
                        StandardWatchEventKinds.ENTRY_MODIFY);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private void run() {
        try {
            boolean pending = false;
            while (true) {
                WatchKey key = pending ? service.poll(quietMillis, TimeUnit.MILLISECONDS) : service.take();
                if (key == null) {
                    pending = false;
                    call();
                    continue;
                }
                pending = true;
                boolean folders = key.pollEvents().stream()
                        .anyMatch(event -> event.kind() == StandardWatchEventKinds.ENTRY_CREATE
                                || event.kind() == StandardWatchEventKinds.OVERFLOW);
                boolean lost = !key.reset() && root.equals(key.watchable());
                if (lost) {
                    LOG.info("{} is gone; it is watched again when it is back", root);
                    while (!Files.isDirectory(root)) {
                        TimeUnit.MILLISECONDS.sleep(LOST_MILLIS);
                    }
                }
                if (folders || lost) {
                    watchNew();
                }
            }
        } catch (InterruptedException | java.nio.file.ClosedWatchServiceException e) {
            LOG.debug("No longer watching {}", root);
        }
    }

    private void watchNew() {
        try {
            watch(root);
        } catch (IOException e) {
            LOG.warn("A new folder below {} cannot be watched: {}", root, e.toString());
        }
    }

    private void call() {
        try {
            changed.run();
        } catch (RuntimeException e) {
            LOG.warn("The change of {} could not be taken in; the next one will be tried: {}", root, e.toString());
        }
    }

    @Override
    public void close() {
        try {
            service.close();
        } catch (IOException e) {
            throw new CollectionException("The watch on '%s' could not be ended.".formatted(root), e);
        } finally {
            thread.interrupt();
        }
    }
}
