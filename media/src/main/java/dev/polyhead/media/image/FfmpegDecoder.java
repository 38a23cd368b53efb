package dev.polyhead.media.image;

import static org.bytedeco.ffmpeg.global.avcodec.av_new_packet;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_get_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_to_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_JPEG;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_UNSPECIFIED;
import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_QUIET;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_RGBA;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;
import static org.bytedeco.ffmpeg.global.avutil.av_strerror;
import static org.bytedeco.ffmpeg.global.swscale.SWS_ACCURATE_RND;
import static org.bytedeco.ffmpeg.global.swscale.SWS_BILINEAR;
import static org.bytedeco.ffmpeg.global.swscale.SWS_CS_ITU601;
import static org.bytedeco.ffmpeg.global.swscale.SWS_FULL_CHR_H_INP;
import static org.bytedeco.ffmpeg.global.swscale.SWS_FULL_CHR_H_INT;
import static org.bytedeco.ffmpeg.global.swscale.sws_freeContext;
import static org.bytedeco.ffmpeg.global.swscale.sws_getCoefficients;
import static org.bytedeco.ffmpeg.global.swscale.sws_getContext;
import static org.bytedeco.ffmpeg.global.swscale.sws_scale;
import static org.bytedeco.ffmpeg.global.swscale.sws_setColorspaceDetails;

import java.nio.charset.StandardCharsets;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.swscale.SwsContext;
import org.bytedeco.ffmpeg.swscale.SwsFilter;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerPointer;
import org.jspecify.annotations.Nullable;

/** One of FFmpeg's decoders for single pictures; native memory, freed on close. */
final class FfmpegDecoder implements AutoCloseable {
    static {
        silence();
    }

    private final AVCodecContext context;

    private FfmpegDecoder(int codec, @Nullable AVCodecParameters parameters, long maxPixels) {
        AVCodec decoder = decoder(codec);
        context = avcodec_alloc_context3(decoder);
        context.max_pixels(maxPixels);
        context.thread_count(1);
        if (parameters != null) {
            check(avcodec_parameters_to_context(context, parameters), "its settings");
        }
        check(avcodec_open2(context, decoder, (AVDictionary) null), "its settings");
    }

    static FfmpegDecoder of(int codec, long maxPixels) {
        return new FfmpegDecoder(codec, null, maxPixels);
    }

    static FfmpegDecoder of(AVCodecParameters parameters, long maxPixels) {
        return new FfmpegDecoder(parameters.codec_id(), parameters, maxPixels);
    }

    /** What the library would print is told by exceptions. */
    static void silence() {
        av_log_set_level(AV_LOG_QUIET);
    }

    private static AVCodec decoder(int codec) {
        // FFmpeg's own AV1 decoder needs graphics hardware; the libraries do not.
        AVCodec software = FfmpegImage.isAv1(codec) ? avcodec_find_decoder_by_name("libdav1d") : null;
        if (software == null && FfmpegImage.isAv1(codec)) {
            software = avcodec_find_decoder_by_name("libaom-av1");
        }
        AVCodec found = software == null ? avcodec_find_decoder(codec) : software;
        if (found == null || found.isNull()) {
            throw new UnreadableImageException("Pictures coded as %s cannot be decoded here. Save it as JPEG or PNG."
                    .formatted(avcodec_get_name(codec).getString()));
        }
        return found;
    }

    /** Decodes a whole file that is one coded picture. */
    ImagePixels decode(byte[] bytes) {
        AVPacket packet = av_packet_alloc();
        try {
            check(av_new_packet(packet, bytes.length), "its size");
            packet.data().put(bytes);
            return decode(packet);
        } finally {
            av_packet_free(packet);
        }
    }

    /** Decodes one coded picture. */
    ImagePixels decode(AVPacket packet) {
        AVFrame frame = av_frame_alloc();
        try {
            check(avcodec_send_packet(context, packet), "its data");
            check(avcodec_send_packet(context, null), "its data");
            check(avcodec_receive_frame(context, frame), "its data");
            return rgb(frame);
        } finally {
            av_frame_free(frame);
        }
    }

    private static ImagePixels rgb(AVFrame frame) {
        int width = frame.width();
        int height = frame.height();
        int flags = SWS_BILINEAR | SWS_ACCURATE_RND | SWS_FULL_CHR_H_INT | SWS_FULL_CHR_H_INP;
        SwsContext scaler = sws_getContext(
                width,
                height,
                frame.format(),
                width,
                height,
                AV_PIX_FMT_RGBA,
                flags,
                (SwsFilter) null,
                (SwsFilter) null,
                (DoublePointer) null);
        if (scaler == null || scaler.isNull()) {
            throw new UnreadableImageException("The picture's pixel layout cannot be converted. Save it as PNG.");
        }
        try (BytePointer rgba = new BytePointer(4L * width * height);
                PointerPointer<BytePointer> planes = new PointerPointer<>(4);
                IntPointer strides = new IntPointer(4 * width, 0, 0, 0)) {
            int matrix = frame.colorspace() == AVCOL_SPC_UNSPECIFIED ? SWS_CS_ITU601 : frame.colorspace();
            int full = frame.color_range() == AVCOL_RANGE_JPEG ? 1 : 0;
            sws_setColorspaceDetails(
                    scaler, sws_getCoefficients(matrix), full, sws_getCoefficients(matrix), 1, 0, 1 << 16, 1 << 16);
            planes.put(0, rgba);
            sws_scale(scaler, frame.data(), frame.linesize(), 0, height, planes, strides);
            return overWhite(rgba, width, height);
        } finally {
            sws_freeContext(scaler);
        }
    }

    private static ImagePixels overWhite(BytePointer rgba, int width, int height) {
        byte[] rgb = new byte[Math.toIntExact(3L * width * height)];
        byte[] row = new byte[4 * width];
        for (int y = 0; y < height; y++) {
            rgba.position((long) row.length * y).get(row);
            for (int from = 0, to = 3 * y * width; from < row.length; from += 4, to += 3) {
                int alpha = row[from + 3] & 0xff;
                rgb[to] = Colour.overWhite(row[from] & 0xff, alpha);
                rgb[to + 1] = Colour.overWhite(row[from + 1] & 0xff, alpha);
                rgb[to + 2] = Colour.overWhite(row[from + 2] & 0xff, alpha);
            }
        }
        rgba.position(0);
        return new ImagePixels(width, height, rgb);
    }

    static void check(int code, String what) {
        if (code < 0) {
            byte[] text = new byte[128];
            av_strerror(code, text, text.length);
            String reason =
                    new String(text, StandardCharsets.UTF_8).replace("\0", "").strip();
            throw new UnreadableImageException(
                    "The picture cannot be decoded, %s is damaged or not supported: %s".formatted(what, reason));
        }
    }

    @Override
    public void close() {
        avcodec_free_context(context);
    }
}
