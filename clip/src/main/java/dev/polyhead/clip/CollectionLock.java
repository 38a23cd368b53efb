package dev.polyhead.clip;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** The right to write to a collection; the system takes it back when the process ends, however it ends. */
final class CollectionLock implements AutoCloseable {
    private final FileChannel channel;

    private CollectionLock(FileChannel channel) {
        this.channel = channel;
    }

    static CollectionLock acquire(Path folder) throws IOException {
        FileChannel channel =
                FileChannel.open(folder.resolve("writer.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = tryLock(channel);
        Path owner = folder.resolve("writer.txt");
        if (lock == null) {
            channel.close();
            throw new CollectionBusyException(
                    "The collection '%s' is being written by another program%s. Ask that one, or stop it first; searching works meanwhile."
                            .formatted(folder.getFileName(), describe(owner)));
        }
        Files.writeString(
                owner,
                "process %d since %s"
                        .formatted(ProcessHandle.current().pid(), Instant.now().truncatedTo(ChronoUnit.SECONDS)));
        channel.write(ByteBuffer.wrap("locked while a writer runs\n".getBytes(StandardCharsets.UTF_8)), 0);
        return new CollectionLock(channel);
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException sameProcess) {
            return null;
        }
    }

    private static String describe(Path owner) {
        try {
            return " (" + Files.readString(owner).strip() + ")";
        } catch (IOException unknown) {
            return "";
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
