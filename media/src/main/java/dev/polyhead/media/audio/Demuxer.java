package dev.polyhead.media.audio;

import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_descriptor_get;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_get_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_to_context;
import static org.bytedeco.ffmpeg.global.avformat.AVFMT_DURATION_FROM_BITRATE;
import static org.bytedeco.ffmpeg.global.avformat.av_find_best_stream;
import static org.bytedeco.ffmpeg.global.avformat.av_probe_input_buffer2;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_find_stream_info;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_AUDIO;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.OptionalDouble;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVCodecDescriptor;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVInputFormat;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.jspecify.annotations.Nullable;

/** The container: finds the one sound stream that is read, opens its decoder and hands out its packets. */
final class Demuxer implements AutoCloseable {
    private static final int HEAD_BYTES = 4096;

    private final FileInput input;
    private final String format;
    private final AVFormatContext container;
    private @Nullable AVCodecContext decoder;
    private boolean endedEarly;
    private final AVPacket packet;
    private final AVStream stream;
    private final String codec;

    /**
     * Opens the container and the decoder of its best sound stream.
     *
     * @throws UnreadableAudioException with the reason, if there is nothing to decode
     */
    Demuxer(FileInput input) throws IOException {
        this.input = input;
        String head =
                StandardCharsets.ISO_8859_1.decode(input.peek(0, HEAD_BYTES)).toString();
        if (SoundFormats.looksLikePlaylist(head)) {
            throw new UnreadableAudioException(SoundFormats.refusal("hls"));
        }
        WavHeader.refuseNonsense(input);
        AVInputFormat kind = new AVInputFormat(null);
        int score = av_probe_input_buffer2(input.context(), kind, "", (Pointer) null, 0, 0);
        input.rethrow();
        if (score < 0) {
            throw new UnreadableAudioException(
                    "The file is not in a sound or video format that is known here. "
                            + "Raw samples without a header must be wrapped as wav first; a cut-off file may have lost its header.");
        }
        format = kind.name().getString();
        if (!SoundFormats.reads(format)) {
            throw new UnreadableAudioException(SoundFormats.refusal(format));
        }
        container = opened(kind);
        packet = av_packet_alloc();
        try {
            for (int i = 0; i < container.nb_streams(); i++) {
                AVStream each = container.streams(i);
                if (each.codecpar().codec_type() != AVMEDIA_TYPE_AUDIO) {
                    each.discard(avcodec.AVDISCARD_ALL);
                }
            }
            int found = avformat_find_stream_info(container, (AVDictionary) null);
            input.rethrow();
            refuseLateness();
            int index = av_find_best_stream(container, AVMEDIA_TYPE_AUDIO, -1, -1, (AVCodec) null, 0);
            if (index < 0) {
                throw new UnreadableAudioException(noSound(found));
            }
            stream = container.streams(index);
            for (int i = 0; i < container.nb_streams(); i++) {
                if (i != index) {
                    container.streams(i).discard(avcodec.AVDISCARD_ALL);
                }
            }
            codec = name(stream);
            decoder = openDecoder(stream);
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private AVFormatContext opened(AVInputFormat kind) throws IOException {
        AVFormatContext made = avformat_alloc_context();
        made.pb(input.context());
        made.flags(made.flags() | AVFormatContext.AVFMT_FLAG_CUSTOM_IO);
        AVDictionary options = new AVDictionary(null);
        // No protocol matches: whatever a file asks for beyond its own bytes cannot be opened.
        av_dict_set(options, "protocol_whitelist", "none", 0);
        av_dict_set(options, "format_whitelist", format, 0);
        av_dict_set(options, "max_streams", "64", 0);
        int error = avformat_open_input(made, "", kind, options);
        av_dict_free(options);
        input.rethrow();
        if (error < 0) {
            refuseLateness();
            throw new UnreadableAudioException(
                    "The file begins like '%s' but its header cannot be read (%s). It is damaged or cut off; send it again or convert it."
                            .formatted(format, Ffmpeg.message(error)));
        }
        return made;
    }

    private void refuseLateness() throws UnreadableAudioException {
        if (input.late()) {
            throw new UnreadableAudioException(
                    "The header of the file took too long to read. It is damaged; convert it to wav or flac.");
        }
    }

    private String noSound(int found) {
        if (container.nb_streams() == 0) {
            return "The file ('%s') holds no stream at all%s. It is damaged or cut off; send it again."
                    .formatted(format, found < 0 ? " (" + Ffmpeg.message(found) + ")" : "");
        }
        for (int i = 0; i < container.nb_streams(); i++) {
            if (container.streams(i).codecpar().codec_type() == AVMEDIA_TYPE_AUDIO) {
                return ("The sound in the file ('%s', coded as '%s') cannot be made out: its header or first blocks are "
                                + "damaged. Send it again or convert it.")
                        .formatted(format, name(container.streams(i)));
            }
        }
        return "The file ('%s') has no sound: it holds %d stream%s, first '%s'. Send a file with a sound track."
                .formatted(
                        format,
                        container.nb_streams(),
                        container.nb_streams() == 1 ? "" : "s",
                        name(container.streams(0)));
    }

    private static String name(AVStream stream) {
        return avcodec_get_name(stream.codecpar().codec_id()).getString();
    }

    private AVCodecContext openDecoder(AVStream stream) throws UnreadableAudioException {
        AVCodec coder = avcodec_find_decoder(stream.codecpar().codec_id());
        String codec = name(stream);
        if (coder == null || coder.isNull()) {
            String coding = codec.equals("none")
                    ? "in a way that is unknown here (%d bits a sample)"
                            .formatted(stream.codecpar().bits_per_coded_sample())
                    : "as '%s', which cannot be decoded here".formatted(codec);
            throw new UnreadableAudioException(
                    "The sound is coded %s. Convert it to wav, flac, mp3 or opus.".formatted(coding));
        }
        AVCodecContext made = avcodec_alloc_context3(coder);
        avcodec_parameters_to_context(made, stream.codecpar());
        made.thread_count(1);
        made.pkt_timebase(stream.time_base());
        int error = avcodec_open2(made, coder, (PointerPointer<?>) null);
        if (error < 0) {
            avcodec_free_context(made);
            throw new UnreadableAudioException(
                    "The decoder for '%s' refuses this file (%s; %d Hz, channel count %d). Its header is damaged; convert it to wav or flac."
                            .formatted(
                                    codec,
                                    Ffmpeg.message(error),
                                    stream.codecpar().sample_rate(),
                                    stream.codecpar().ch_layout().nb_channels()));
        }
        return made;
    }

    AVCodecContext decoder() {
        return Objects.requireNonNull(decoder);
    }

    /** Name of the container, as FFmpeg calls it. */
    String format() {
        return format;
    }

    /** Name of the coding, as FFmpeg calls it. */
    String codec() {
        return codec;
    }

    int sampleRate() {
        return stream.codecpar().sample_rate();
    }

    int channels() {
        return stream.codecpar().ch_layout().nb_channels();
    }

    /** Whether what comes out must be as long as the header says, to the sample. */
    boolean lossless() {
        AVCodecDescriptor about = avcodec_descriptor_get(stream.codecpar().codec_id());
        return about != null && !about.isNull() && (about.props() & avcodec.AV_CODEC_PROP_LOSSY) == 0;
    }

    /** How long the sound is by its header, in seconds; empty where there is only a guess from the bit rate. */
    OptionalDouble declaredSeconds() {
        boolean guessed = container.duration_estimation_method() == AVFMT_DURATION_FROM_BITRATE;
        if (guessed) {
            return OptionalDouble.empty();
        }
        if (stream.duration() != AV_NOPTS_VALUE && stream.duration() > 0) {
            return OptionalDouble.of((double) stream.duration()
                    * stream.time_base().num()
                    / stream.time_base().den());
        }
        if (container.duration() != AV_NOPTS_VALUE && container.duration() > 0 && container.nb_streams() == 1) {
            return OptionalDouble.of(container.duration() / 1e6);
        }
        return OptionalDouble.empty();
    }

    /** How long a packet plays, in seconds; 0 if it does not say. */
    double seconds(AVPacket of) {
        return (double) of.duration()
                * stream.time_base().num()
                / stream.time_base().den();
    }

    /**
     * The next packet of the sound stream, null at the end.
     *
     * @throws IOException if the disk failed; damage inside the file ends it early instead
     */
    @Nullable
    AVPacket next() throws IOException {
        while (true) {
            av_packet_unref(packet);
            int error = av_read_frame(container, packet);
            input.rethrow();
            if (error < 0) {
                endedEarly = error != AVERROR_EOF;
                return null;
            }
            if (packet.stream_index() == stream.index()) {
                return packet;
            }
        }
    }

    /** Whether the container ended with an error instead of its end. */
    boolean endedEarly() {
        return endedEarly;
    }

    @Override
    public void close() {
        if (decoder != null) {
            avcodec_free_context(decoder);
            decoder = null;
        }
        if (!container.isNull()) {
            avformat_close_input(container);
        }
        if (!packet.isNull()) {
            av_packet_free(packet);
        }
    }
}
