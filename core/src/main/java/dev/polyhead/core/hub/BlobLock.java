package dev.polyhead.core.hub;

import dev.polyhead.core.generation.Cancellation;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** The right to write one file of the cache, among the threads of this process and among processes. */
final class BlobLock implements AutoCloseable {
    private static final int POLL_MILLIS = 50;

    private final FileChannel channel;
    private final FileLock lock;

    private BlobLock(FileChannel channel, FileLock lock) {
        this.channel = channel;
        this.lock = lock;
    }

    /**
     * Waits for the right.
     *
     * @param file of any contents, which stays behind
     */
    static BlobLock take(Path file, Cancellation cancellation) throws IOException {
        Files.createDirectories(file.getParent());
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            while (true) {
                if (cancellation.cancelled()) {
                    throw HubRequests.cancelled();
                }
                FileLock lock = tryLock(channel);
                if (lock != null) {
                    return new BlobLock(channel, lock);
                }
                Thread.sleep(POLL_MILLIS);
            }
        } catch (InterruptedException e) {
            channel.close();
            Thread.currentThread().interrupt();
            throw HubRequests.cancelled();
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // held by another thread of this process
        }
    }

    @Override
    public void close() throws IOException {
        lock.release();
        channel.close();
    }
}
