package dev.polyhead.media.image;

import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_DATA_DISPLAYMATRIX;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_side_data_get;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avformat.AVSEEK_SIZE;
import static org.bytedeco.ffmpeg.global.avformat.AV_STREAM_GROUP_PARAMS_TILE_GRID;
import static org.bytedeco.ffmpeg.global.avformat.av_find_input_format;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avformat.avio_alloc_context;
import static org.bytedeco.ffmpeg.global.avformat.avio_context_free;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.av_free;
import static org.bytedeco.ffmpeg.global.avutil.av_malloc;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avcodec.AVPacketSideData;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVStreamGroup;
import org.bytedeco.ffmpeg.avformat.AVStreamGroupTileGrid;
import org.bytedeco.ffmpeg.avformat.Read_packet_Pointer_BytePointer_int;
import org.bytedeco.ffmpeg.avformat.Seek_Pointer_long_int;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * An AVIF or HEIC file: either one coded picture, or a grid of tiles that make one (ISO/IEC 23008-12, 6.6.2.3). Read from
 * memory; native memory, freed on close.
 */
final class FfmpegContainer implements AutoCloseable {
    private static final int BUFFER = 1 << 15;

    // Native callbacks come from a small fixed pool, so one pair serves every open file and looks it up by its key.
    private static final Map<Long, Source> OPEN = new ConcurrentHashMap<>();
    private static final Reading READING = new Reading();
    private static final Seeking SEEKING = new Seeking();

    private final AVFormatContext context;
    private final AVIOContext io;
    private final BytePointer key = new BytePointer(1);
    private final @Nullable AVStreamGroupTileGrid grid;
    private final @Nullable AVStreamGroup tiles;

    private FfmpegContainer(byte[] bytes) {
        OPEN.put(key.address(), new Source(bytes));
        io = avio_alloc_context(new BytePointer(av_malloc(BUFFER)), BUFFER, 0, key, READING, null, SEEKING);
        context = avformat_alloc_context();
        context.pb(io);
        int code = avformat_open_input(context, (String) null, av_find_input_format("mov"), (AVDictionary) null);
        if (code < 0) {
            // FFmpeg has already freed the context.
            freeIo();
            FfmpegDecoder.check(code, "its container");
        }
        AVStreamGroup found = null;
        for (int i = 0; i < context.nb_stream_groups() && found == null; i++) {
            AVStreamGroup group = context.stream_groups(i);
            found = group.type() == AV_STREAM_GROUP_PARAMS_TILE_GRID ? group : null;
        }
        tiles = found;
        grid = found == null ? null : found.params_tile_grid();
    }

    static FfmpegContainer open(byte[] bytes) {
        FfmpegDecoder.silence();
        FfmpegContainer container = new FfmpegContainer(bytes);
        if (container.context.nb_streams() == 0) {
            container.close();
            throw new UnreadableImageException(
                    "The file holds no picture, or ends before it. Copy or download it again.");
        }
        return container;
    }

    int width() {
        return grid == null ? context.streams(0).codecpar().width() : grid.width();
    }

    int height() {
        return grid == null ? context.streams(0).codecpar().height() : grid.height();
    }

    /** How the container says that the picture must be turned. */
    Orientation orientation() {
        AVPacketSideData all = grid == null ? context.streams(0).codecpar().coded_side_data() : grid.coded_side_data();
        int count = grid == null ? context.streams(0).codecpar().nb_coded_side_data() : grid.nb_coded_side_data();
        AVPacketSideData matrix = count == 0 ? null : av_packet_side_data_get(all, count, AV_PKT_DATA_DISPLAYMATRIX);
        if (matrix == null || matrix.isNull()) {
            return Orientation.UPRIGHT;
        }
        IntPointer m = new IntPointer(matrix.data());
        return Orientation.of(number(
                Integer.signum(m.get(0)),
                Integer.signum(m.get(1)),
                Integer.signum(m.get(3)),
                Integer.signum(m.get(4))));
    }

    /** The EXIF number of a display matrix: x' = a x + c y, y' = b x + d y, with y pointing down. */
    private static int number(int a, int b, int c, int d) {
        if (b == 0 && c == 0) {
            return a < 0 ? (d < 0 ? 3 : 2) : d < 0 ? 4 : 1;
        }
        return b > 0 ? (c < 0 ? 6 : 5) : c < 0 ? 7 : 8;
    }

    ImagePixels decode(long maxPixels) {
        Map<Integer, ImagePixels> decoded = new TreeMap<>();
        int wanted = grid == null ? 1 : grid.nb_tiles();
        AVPacket packet = av_packet_alloc();
        try {
            while (decoded.size() < wanted) {
                int code = av_read_frame(context, packet);
                if (code == AVERROR_EOF) {
                    throw new UnreadableImageException(
                            "The file ends before its picture does: %d of %d parts are there. Copy or download it again."
                                    .formatted(decoded.size(), wanted));
                }
                FfmpegDecoder.check(code, "its container");
                int stream = packet.stream_index();
                if (!decoded.containsKey(stream) && isWanted(stream)) {
                    try (FfmpegDecoder decoder =
                            FfmpegDecoder.of(context.streams(stream).codecpar(), maxPixels)) {
                        decoded.put(stream, decoder.decode(packet));
                    }
                }
                av_packet_unref(packet);
            }
        } finally {
            av_packet_free(packet);
        }
        if (grid == null || tiles == null) {
            return decoded.values().iterator().next();
        }
        return assembled(grid, tiles, decoded);
    }

    private boolean isWanted(int stream) {
        if (tiles == null) {
            return stream == 0;
        }
        for (int i = 0; i < tiles.nb_streams(); i++) {
            if (tiles.streams(i).index() == stream) {
                return true;
            }
        }
        return false;
    }

    private static ImagePixels assembled(
            AVStreamGroupTileGrid grid, AVStreamGroup tiles, Map<Integer, ImagePixels> all) {
        int width = grid.width();
        int height = grid.height();
        byte[] rgb = new byte[Math.toIntExact(3L * width * height)];
        for (int i = 0; i < grid.nb_tiles(); i++) {
            ImagePixels tile = all.get(tiles.streams(grid.offsets_idx(i)).index());
            if (tile == null) {
                throw new UnreadableImageException(
                        "The picture's tile %d is missing. Copy or download it again.".formatted(i));
            }
            int left = grid.offsets_horizontal(i) - grid.horizontal_offset();
            int top = grid.offsets_vertical(i) - grid.vertical_offset();
            int columns = Math.min(tile.width(), width - left);
            for (int y = 0; y < tile.height() && top + y < height; y++) {
                System.arraycopy(tile.rgb(), 3 * y * tile.width(), rgb, 3 * ((top + y) * width + left), 3 * columns);
            }
        }
        return new ImagePixels(width, height, rgb);
    }

    @Override
    public void close() {
        avformat_close_input(context);
        freeIo();
    }

    private void freeIo() {
        av_free(io.buffer());
        avio_context_free(io);
        OPEN.remove(key.address());
        key.close();
    }

    /** A file in memory and how far it was read. */
    private static final class Source {
        final byte[] bytes;
        int position;

        Source(byte[] bytes) {
            this.bytes = bytes;
        }

        static @Nullable Source of(Pointer opaque) {
            return OPEN.get(opaque.address());
        }
    }

    private static final class Reading extends Read_packet_Pointer_BytePointer_int {
        @Override
        public int call(Pointer opaque, BytePointer into, int length) {
            Source source = Source.of(opaque);
            int count = source == null ? 0 : Math.min(length, source.bytes.length - source.position);
            if (source == null || count <= 0) {
                return AVERROR_EOF;
            }
            into.put(source.bytes, source.position, count);
            source.position += count;
            return count;
        }
    }

    private static final class Seeking extends Seek_Pointer_long_int {
        private static final int END = 2;

        @Override
        public long call(Pointer opaque, long offset, int whence) {
            Source source = Source.of(opaque);
            if (source == null) {
                return -1;
            }
            int size = source.bytes.length;
            if ((whence & AVSEEK_SIZE) != 0) {
                return size;
            }
            long target = whence == 0 ? offset : whence == END ? size + offset : source.position + offset;
            if (target < 0 || target > size) {
                return -1;
            }
            source.position = (int) target;
            return target;
        }
    }
}
