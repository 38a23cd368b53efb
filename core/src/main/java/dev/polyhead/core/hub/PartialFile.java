package dev.polyhead.core.hub;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * A file on its way, in parts that grow independently, and beside it a note of how far each part is. Both survive the
 * process; a note that lies about the contents is found out by the final hash.
 */
final class PartialFile implements AutoCloseable {
    private final Path data;
    private final Path note;
    private final long size;
    private final long part;
    private final AtomicLongArray done;
    private final FileChannel channel;
    private long written;
    private long noted;

    /**
     * Opens what there is, or begins anew.
     *
     * @param target where the finished file will be
     */
    PartialFile(Path target, long size, long part) throws IOException {
        this.data = dataOf(target);
        this.note = target.resolveSibling(target.getFileName() + ".polyhead-note");
        this.size = size;
        this.part = part;
        this.done = new AtomicLongArray(Math.toIntExact((size + part - 1) / part));
        if (Files.exists(data)) {
            readNote();
        }
        this.channel = FileChannel.open(data, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    /** Where the unfinished file lies; a name that no other tool takes for its own. */
    static Path dataOf(Path target) {
        return target.resolveSibling(target.getFileName() + ".polyhead-part");
    }

    private void readNote() throws IOException {
        if (!Files.exists(note)) {
            return;
        }
        List<String> lines = Files.readAllLines(note);
        if (lines.size() != done.length() + 1 || !lines.get(0).equals(size + " " + part)) {
            return; // of another size, or written by another version
        }
        long present = Files.size(data);
        for (int i = 0; i < done.length(); i++) {
            String line = lines.get(i + 1);
            long count = line.matches("\\d{1,18}") ? Long.parseLong(line) : 0;
            boolean possible = count <= length(i) && i * part + count <= present;
            done.set(i, possible ? count : 0);
        }
    }

    private synchronized void writeNote() throws IOException {
        StringBuilder text =
                new StringBuilder().append(size).append(' ').append(part).append('\n');
        for (int i = 0; i < done.length(); i++) {
            text.append(done.get(i)).append('\n');
        }
        WholeFile.write(note, text);
    }

    int parts() {
        return done.length();
    }

    long length(int index) {
        return Math.min(part, size - index * part);
    }

    /** Where the next byte of a part belongs in the file. */
    long position(int index) {
        return index * part + done.get(index);
    }

    long left(int index) {
        return length(index) - done.get(index);
    }

    /** Bytes of all parts that are here. */
    long done() {
        long sum = 0;
        for (int i = 0; i < done.length(); i++) {
            sum += done.get(i);
        }
        return sum;
    }

    /** Appends to a part. */
    void write(int index, byte[] bytes, int count) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, count);
        long at = position(index);
        while (buffer.hasRemaining()) {
            at += channel.write(buffer, at);
        }
        done.addAndGet(index, count);
        noteNowAndThen(count);
    }

    private synchronized void noteNowAndThen(int count) throws IOException {
        written += count;
        if (written - noted >= 8 << 20) {
            noted = written;
            writeNote();
        }
    }

    /** Forgets everything that came. */
    void restart() throws IOException {
        for (int i = 0; i < done.length(); i++) {
            done.set(i, 0);
        }
        channel.truncate(0);
        writeNote();
    }

    /** Leaves nothing behind. */
    void discard() throws IOException {
        Files.deleteIfExists(data);
        Files.deleteIfExists(note);
    }

    /** Makes the file what it is to be. */
    void finish(Path target) throws IOException {
        channel.force(true);
        Files.move(data, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        Files.deleteIfExists(note);
    }

    Path data() {
        return data;
    }

    @Override
    public void close() throws IOException {
        try (channel) {
            if (done() == 0) {
                discard(); // nothing came that one could go on from
            } else if (Files.exists(data)) {
                writeNote();
            }
        }
    }
}
