package dev.polyhead.media.audio;

import static org.bytedeco.ffmpeg.global.avutil.AV_CHANNEL_ORDER_UNSPEC;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_FLT;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_compare;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_copy;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_default;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_uninit;
import static org.bytedeco.ffmpeg.global.avutil.av_opt_set_double;
import static org.bytedeco.ffmpeg.global.swresample.swr_alloc_set_opts2;
import static org.bytedeco.ffmpeg.global.swresample.swr_convert;
import static org.bytedeco.ffmpeg.global.swresample.swr_free;
import static org.bytedeco.ffmpeg.global.swresample.swr_get_out_samples;
import static org.bytedeco.ffmpeg.global.swresample.swr_init;
import static org.bytedeco.ffmpeg.global.swresample.swr_set_matrix;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Objects;
import org.bytedeco.ffmpeg.avutil.AVChannelLayout;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.swresample.SwrContext;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.jspecify.annotations.Nullable;

/**
 * Decoded frames to mono float samples at one rate. A stream that changes its rate, format or channels on the way
 * changes the converter; what the old one still holds is given first.
 */
final class MonoResampler implements AutoCloseable {
    private final int rate;
    private final AVChannelLayout mono = new AVChannelLayout();
    private final AVChannelLayout layout = new AVChannelLayout();
    private final PointerPointer<Pointer> planes = new PointerPointer<>(1);
    private @Nullable SwrContext converter;
    private int sourceRate;
    private int sourceFormat;
    private FloatPointer output = new FloatPointer(1 << 14);
    private FloatBuffer samples = output.asBuffer().limit(0);

    MonoResampler(int rate) {
        this.rate = rate;
        av_channel_layout_default(mono, 1);
    }

    /**
     * Takes a frame in.
     *
     * @return the samples that are ready; valid until the next call
     */
    FloatBuffer convert(AVFrame frame) throws UnreadableAudioException {
        if (converter == null) {
            open(frame);
        } else if (changed(frame)) {
            float[] rest = rest();
            closeConverter();
            open(frame);
            FloatBuffer after = run(frame);
            return rest.length == 0 ? after : joined(rest, after);
        }
        return run(frame);
    }

    /** Gives what the filter still holds; call it once, after the last frame. */
    FloatBuffer drain() throws UnreadableAudioException {
        return FloatBuffer.wrap(converter == null ? new float[0] : rest());
    }

    private boolean changed(AVFrame frame) {
        return frame.sample_rate() != sourceRate
                || frame.format() != sourceFormat
                || av_channel_layout_compare(frame.ch_layout(), layout) != 0;
    }

    private void open(AVFrame frame) throws UnreadableAudioException {
        sourceRate = frame.sample_rate();
        sourceFormat = frame.format();
        av_channel_layout_copy(layout, frame.ch_layout());
        int channels = layout.nb_channels();
        if (sourceRate < AudioSettings.LOWEST_RATE || sourceRate > AudioSettings.HIGHEST_RATE) {
            throw new UnreadableAudioException(
                    "The file says it has %d samples a second; %d to %d can be read. Convert it or repair its header."
                            .formatted(sourceRate, AudioSettings.LOWEST_RATE, AudioSettings.HIGHEST_RATE));
        }
        if (channels < 1 || channels > 64) {
            throw new UnreadableAudioException(
                    "The file says it has %d channels; 1 to 64 can be read. Mix it down or repair its header."
                            .formatted(channels));
        }
        SwrContext made = new SwrContext(null);
        int error = swr_alloc_set_opts2(
                made, mono, AV_SAMPLE_FMT_FLT, rate, layout, sourceFormat, sourceRate, 0, (Pointer) null);
        if (error >= 0) {
            // Weights that add up to one: two loud channels must not exceed full scale.
            av_opt_set_double(made, "rematrix_maxval", 1.0, 0);
            if (layout.order() == AV_CHANNEL_ORDER_UNSPEC && channels > 1) {
                double[] equal = new double[channels];
                Arrays.fill(equal, 1.0 / channels);
                swr_set_matrix(made, equal, channels);
            }
            error = swr_init(made);
        }
        if (error < 0) {
            swr_free(made);
            throw new UnreadableAudioException("Sound of %d Hz and channel count %d could not be converted (%s)."
                    .formatted(sourceRate, channels, Ffmpeg.message(error)));
        }
        converter = made;
    }

    private FloatBuffer run(AVFrame frame) throws UnreadableAudioException {
        return convert(frame.extended_data(), frame.nb_samples());
    }

    private FloatBuffer convert(@Nullable PointerPointer<?> input, int count) throws UnreadableAudioException {
        SwrContext swr = Objects.requireNonNull(converter);
        int room = swr_get_out_samples(swr, count);
        if (room > output.capacity()) {
            output.deallocate();
            output = new FloatPointer(room + (room >> 2));
            samples = output.asBuffer();
        }
        planes.put(0, output);
        int made = swr_convert(swr, planes, (int) output.capacity(), input, count);
        if (made < 0) {
            throw new UnreadableAudioException(
                    "The sound could not be converted (%s).".formatted(Ffmpeg.message(made)));
        }
        return samples.clear().limit(made);
    }

    private float[] rest() throws UnreadableAudioException {
        float[] all = new float[0];
        while (true) {
            FloatBuffer more = convert(null, 0);
            if (!more.hasRemaining()) {
                return all;
            }
            int before = all.length;
            all = Arrays.copyOf(all, before + more.remaining());
            more.get(all, before, all.length - before);
        }
    }

    private static FloatBuffer joined(float[] first, FloatBuffer second) {
        float[] all = Arrays.copyOf(first, first.length + second.remaining());
        second.get(all, first.length, second.remaining());
        return FloatBuffer.wrap(all);
    }

    private void closeConverter() {
        if (converter != null) {
            swr_free(converter);
            converter = null;
        }
        av_channel_layout_uninit(layout);
    }

    @Override
    public void close() {
        closeConverter();
        output.deallocate();
        planes.deallocate();
        mono.deallocate();
        layout.deallocate();
    }
}
