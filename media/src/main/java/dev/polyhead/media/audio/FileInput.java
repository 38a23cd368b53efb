package dev.polyhead.media.audio;

import static org.bytedeco.ffmpeg.global.avformat.AVSEEK_FORCE;
import static org.bytedeco.ffmpeg.global.avformat.AVSEEK_SIZE;
import static org.bytedeco.ffmpeg.global.avformat.avio_alloc_context;
import static org.bytedeco.ffmpeg.global.avformat.avio_context_free;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EXIT;
import static org.bytedeco.ffmpeg.global.avutil.av_free;
import static org.bytedeco.ffmpeg.global.avutil.av_malloc;
import static org.bytedeco.ffmpeg.presets.avutil.AVERROR_EIO;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.Read_packet_Pointer_BytePointer_int;
import org.bytedeco.ffmpeg.avformat.Seek_Pointer_long_int;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * A file as FFmpeg reads it: through a channel that was opened here, so that no name is ever parsed as an address or
 * an option, and no other file can be reached from this one.
 */
final class FileInput implements AutoCloseable {
    private static final int BUFFER_BYTES = 1 << 16;

    // Native callbacks come from a small fixed pool, so one pair serves every open file and looks it up by its key.
    private static final Map<Long, FileInput> OPEN = new ConcurrentHashMap<>();
    private static final Reading READING = new Reading();
    private static final Seeking SEEKING = new Seeking();

    private final FileChannel channel;
    private final long size;
    private final BytePointer key = new BytePointer(1);
    private final AVIOContext context;
    private long deadlineNanos;
    private boolean late;
    private @Nullable IOException failure;

    FileInput(Path file) throws IOException {
        channel = FileChannel.open(file, StandardOpenOption.READ);
        size = channel.size();
        OPEN.put(key.address(), this);
        BytePointer buffer = new BytePointer(av_malloc(BUFFER_BYTES)).capacity(BUFFER_BYTES);
        context = avio_alloc_context(buffer, BUFFER_BYTES, 0, key, READING, null, SEEKING);
    }

    AVIOContext context() {
        return context;
    }

    long size() {
        return size;
    }

    /** Lets reads fail from this moment on, see {@link System#nanoTime()}. */
    void deadline(long nanos) {
        deadlineNanos = nanos;
    }

    /** Whether a read was refused because the deadline had passed. */
    boolean late() {
        return late;
    }

    /** Throws what went wrong with the disk, if anything did: FFmpeg only knows that it did. */
    void rethrow() throws IOException {
        if (failure != null) {
            throw new IOException("The file could not be read: " + failure.getMessage(), failure);
        }
    }

    /** Reads up to this many bytes from a place in the file, without moving what FFmpeg sees. */
    ByteBuffer peek(long position, int bytes) throws IOException {
        ByteBuffer head = ByteBuffer.allocate(bytes);
        while (head.hasRemaining()) {
            int count = channel.read(head, position + head.position());
            if (count < 0) {
                break;
            }
        }
        return head.flip();
    }

    private int read(BytePointer target, int bytes) {
        if (System.nanoTime() - deadlineNanos > 0) {
            late = true;
            return AVERROR_EXIT;
        }
        try {
            int count = channel.read(target.capacity(bytes).asByteBuffer());
            return count < 0 ? AVERROR_EOF : count;
        } catch (IOException e) {
            failure = e;
            return AVERROR_EIO();
        }
    }

    private long seek(long offset, int whence) {
        try {
            long target = switch (whence & ~AVSEEK_FORCE) {
                case AVSEEK_SIZE -> size;
                case 0 -> offset;
                case 1 -> channel.position() + offset;
                case 2 -> size + offset;
                default -> -1;
            };
            if (target < 0) {
                return AVERROR_EIO();
            }
            if ((whence & ~AVSEEK_FORCE) != AVSEEK_SIZE) {
                channel.position(target);
            }
            return target;
        } catch (IOException e) {
            failure = e;
            return AVERROR_EIO();
        }
    }

    @Override
    public void close() throws IOException {
        if (OPEN.remove(key.address()) == null) {
            return;
        }
        av_free(context.buffer());
        avio_context_free(context);
        key.deallocate();
        channel.close();
    }

    private static final class Reading extends Read_packet_Pointer_BytePointer_int {
        @Override
        public int call(Pointer opaque, BytePointer target, int bytes) {
            FileInput input = OPEN.get(opaque.address());
            return input == null ? AVERROR_EIO() : input.read(target, bytes);
        }
    }

    private static final class Seeking extends Seek_Pointer_long_int {
        @Override
        public long call(Pointer opaque, long offset, int whence) {
            FileInput input = OPEN.get(opaque.address());
            return input == null ? AVERROR_EIO() : input.seek(offset, whence);
        }
    }
}
