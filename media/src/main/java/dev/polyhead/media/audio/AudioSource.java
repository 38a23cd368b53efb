package dev.polyhead.media.audio;

import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.presets.avutil.AVERROR_EAGAIN;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/**
 * The sound of a file as mono samples at a wanted rate, block by block: a recording of three hours needs the memory
 * of a second. Reads whatever FFmpeg decodes (wav, flac, mp3, mp4, m4a, aac, ogg, opus, webm, wma, the sound of a
 * video). Only this one file is ever read: playlists and files that point elsewhere are refused.
 *
 * <p>Damage does not pass in silence. If nothing can be decoded, opening or the first read throws; if a part can,
 * its samples are given and {@link #warnings()} says how much is missing. Samples that are not numbers become silence.
 *
 * <p>For one thread.
 */
public final class AudioSource implements AutoCloseable {
    private final AudioSettings settings;
    private final FileInput input;
    private final Demuxer demuxer;
    private final MonoResampler resampler;
    private final AVFrame frame;
    private final Completeness completeness;
    private final List<String> warnings = new ArrayList<>();
    private FloatBuffer ready = FloatBuffer.allocate(0);
    private long samples;
    private boolean draining;
    private boolean ended;
    private boolean closed;

    private AudioSource(Path file, AudioSettings settings) throws IOException {
        Ffmpeg.ready();
        this.settings = settings;
        input = new FileInput(file);
        try {
            input.deadline(System.nanoTime() + settings.patience().toNanos());
            demuxer = new Demuxer(input);
        } catch (IOException | RuntimeException e) {
            input.close();
            throw e;
        }
        resampler = new MonoResampler(settings.sampleRate());
        frame = av_frame_alloc();
        completeness = new Completeness(demuxer, input);
    }

    /**
     * Opens a file.
     *
     * @throws UnreadableAudioException if it holds no sound that can be decoded; the message says why
     * @throws AudioTooLongException if its header says that it is longer than allowed
     */
    public static AudioSource open(Path file, AudioSettings settings) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new UnreadableAudioException("There is no file at %s. Check the path.".formatted(file));
        }
        if (Files.size(file) == 0) {
            throw new UnreadableAudioException("The file is empty (0 bytes). Record or send it again.");
        }
        AudioSource source = new AudioSource(file, settings);
        double declared = source.declaredSeconds().orElse(0);
        if (declared > settings.longest().toMillis() / 1000.0) {
            source.close();
            throw tooLong(settings);
        }
        return source;
    }

    /** Opens a file with the usual settings at this rate. */
    public static AudioSource open(Path file, int sampleRate) throws IOException {
        return open(file, AudioSettings.at(sampleRate));
    }

    /** Reads a whole file; for short ones. */
    public static float[] readAll(Path file, int sampleRate) throws IOException {
        try (AudioSource source = open(file, sampleRate)) {
            return source.readAll();
        }
    }

    /** Reads what is left. */
    public float[] readAll() throws IOException {
        float[] all = new float[settings.sampleRate()];
        int length = 0;
        while (true) {
            if (length == all.length) {
                all = Arrays.copyOf(all, Math.multiplyExact(all.length, 2));
            }
            int count = read(all, length, all.length - length);
            if (count < 0) {
                return Arrays.copyOf(all, length);
            }
            length += count;
        }
    }

    /**
     * Reads the next samples, within about {@code [-1, 1]}.
     *
     * @return how many were written, at least 1 if {@code length} is; -1 at the end
     * @throws UnreadableAudioException if not one sample could be decoded
     * @throws AudioTooLongException if there are more than allowed
     */
    public int read(float[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (!ready.hasRemaining()) {
            if (ended) {
                return -1;
            }
            decode();
        }
        int count = Math.min(length, ready.remaining());
        ready.get(target, offset, count);
        return count;
    }

    /** How long the file says it is, in seconds; empty where it does not say. */
    public OptionalDouble declaredSeconds() {
        return demuxer.declaredSeconds();
    }

    /** How many seconds have been decoded so far. */
    public double decodedSeconds() {
        return (double) samples / settings.sampleRate();
    }

    public int sampleRate() {
        return settings.sampleRate();
    }

    /** Container and coding by FFmpeg's names, rate and channels, for people. */
    public String description() {
        return String.format(
                Locale.ROOT,
                "%s, %s, %d Hz, %d channel%s",
                demuxer.format(),
                demuxer.codec(),
                demuxer.sampleRate(),
                demuxer.channels(),
                demuxer.channels() == 1 ? "" : "s");
    }

    /** What is wrong with the file, one sentence each; complete once the end has been read. */
    public List<String> warnings() {
        return List.copyOf(warnings);
    }

    private void decode() throws IOException {
        int error = avcodec_receive_frame(demuxer.decoder(), frame);
        if (error >= 0) {
            completeness.cleaned(FrameSamples.clean(frame));
            take(resampler.convert(frame));
            input.deadline(System.nanoTime() + settings.patience().toNanos());
        } else if (error == AVERROR_EAGAIN() && !draining) {
            feed();
        } else if (error == AVERROR_EOF || draining) {
            take(resampler.drain());
            ended = true;
            completeness.judge(decodedSeconds(), settings.sampleRate(), warnings);
        } else {
            completeness.damaged(0);
            feed();
        }
    }

    private void feed() throws IOException {
        AVPacket packet = demuxer.next();
        int error = avcodec_send_packet(demuxer.decoder(), packet);
        if (packet == null) {
            draining = true;
        } else if (error < 0 && error != AVERROR_EAGAIN()) {
            completeness.damaged(demuxer.seconds(packet));
        }
    }

    private void take(FloatBuffer made) throws AudioTooLongException {
        ready = made;
        samples += made.remaining();
        if (samples > (long) (settings.longest().toMillis() / 1000.0 * settings.sampleRate())) {
            throw tooLong(settings);
        }
    }

    private static AudioTooLongException tooLong(AudioSettings settings) {
        return new AudioTooLongException("The recording is longer than %s, which is the limit. Cut it into parts."
                .formatted(settings.longest().toString().substring(2).toLowerCase(Locale.ROOT)));
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        av_frame_free(frame);
        resampler.close();
        demuxer.close();
        input.close();
    }
}
