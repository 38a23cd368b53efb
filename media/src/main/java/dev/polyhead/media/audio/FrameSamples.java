package dev.polyhead.media.audio;

import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_DBL;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_DBLP;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_FLT;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_FLTP;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_make_writable;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.BytePointer;

/** Cleans decoded samples before the resampler's filter can spread one bad number over its neighbours. */
final class FrameSamples {
    /** Sound stored as floats may exceed 1, even by 16-bit scale; beyond this it is no sound. */
    private static final float LARGEST = 1e6f;

    private FrameSamples() {}

    /**
     * Turns NaN, infinities and absurd values into silence, in place.
     *
     * @return how many samples that were
     */
    static int clean(AVFrame frame) {
        int format = frame.format();
        boolean planar = format == AV_SAMPLE_FMT_FLTP || format == AV_SAMPLE_FMT_DBLP;
        boolean wide = format == AV_SAMPLE_FMT_DBL || format == AV_SAMPLE_FMT_DBLP;
        if (!planar && !wide && format != AV_SAMPLE_FMT_FLT) {
            return 0;
        }
        int channels = frame.ch_layout().nb_channels();
        int planes = planar ? channels : 1;
        int count = planar ? frame.nb_samples() : frame.nb_samples() * channels;
        av_frame_make_writable(frame);
        int cleaned = 0;
        for (int i = 0; i < planes; i++) {
            BytePointer plane = new BytePointer(frame.extended_data(i)).capacity((long) count * (wide ? 8 : 4));
            ByteBuffer bytes = plane.asByteBuffer().order(ByteOrder.nativeOrder());
            cleaned += wide ? clean(bytes.asDoubleBuffer()) : clean(bytes.asFloatBuffer());
        }
        return cleaned;
    }

    private static int clean(FloatBuffer samples) {
        int cleaned = 0;
        for (int i = 0; i < samples.limit(); i++) {
            if (!(Math.abs(samples.get(i)) <= LARGEST)) {
                samples.put(i, 0);
                cleaned++;
            }
        }
        return cleaned;
    }

    private static int clean(DoubleBuffer samples) {
        int cleaned = 0;
        for (int i = 0; i < samples.limit(); i++) {
            if (!(Math.abs(samples.get(i)) <= LARGEST)) {
                samples.put(i, 0);
                cleaned++;
            }
        }
        return cleaned;
    }
}
