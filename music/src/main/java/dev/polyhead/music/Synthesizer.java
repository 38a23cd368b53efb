package dev.polyhead.music;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.sound.midi.InvalidMidiDataException;
import javax.sound.midi.MidiSystem;
import javax.sound.midi.Soundbank;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;

/**
 * Makes a score sound: the JDK's software synthesizer, without any sound card, to 16-bit stereo WAV at {@value #RATE_HZ}
 * Hz. The loudness is brought to {@value #TARGET_LUFS} LUFS (ITU-R BS.1770), peaks staying below -1 dB of full scale.
 *
 * <p>The instruments are the JDK's built-in synthetic ones, equal on every machine, unless a soundfont is given.
 */
public final class Synthesizer {
    /** Sampling rate of the sound. */
    public static final int RATE_HZ = 44_100;

    /** Loudness of what is written; the customary level of music on the web. */
    public static final double TARGET_LUFS = -16;

    /** Longest piece that is rendered, in seconds. */
    public static final double MAX_SECONDS = 3600;

    private static final double TAIL_SECONDS = 2;
    private static final double PEAK = Math.pow(10, -1 / 20.0);
    private static final int FRAME_BYTES = 8; // two floats

    private final Soundbank soundbank;

    /** Plays on the built-in instruments. */
    public Synthesizer() {
        this.soundbank = Gervill.builtInInstruments();
    }

    /**
     * Plays on the instruments of a soundfont.
     *
     * @param soundfont an .sf2 or .dls file
     * @throws IllegalArgumentException if it is none
     * @throws IOException if it cannot be read
     */
    public Synthesizer(Path soundfont) throws IOException {
        try {
            this.soundbank = MidiSystem.getSoundbank(soundfont.toFile());
        } catch (InvalidMidiDataException | EOFException e) {
            throw new IllegalArgumentException(
                    "'%s' is no soundfont that can be read. Give an .sf2 or .dls file.".formatted(soundfont), e);
        }
    }

    /**
     * Writes a score as a WAV file.
     *
     * @param wav receives the whole file; stays open
     * @throws IllegalArgumentException if the score is longer than {@value #MAX_SECONDS} s
     * @throws IOException if the disk or the stream fails
     */
    public void write(Score score, OutputStream wav) throws IOException {
        if (score.seconds() > MAX_SECONDS) {
            throw new IllegalArgumentException("A piece of %.0f s is too long to render. Give at most %.0f s."
                    .formatted(score.seconds(), MAX_SECONDS));
        }
        Path samples = Files.createTempFile("polyhead-render", ".f32");
        try {
            Loudness loudness = new Loudness(RATE_HZ);
            long frames = Math.round((score.seconds() + TAIL_SECONDS) * RATE_HZ);
            render(score, frames, samples, loudness);
            writeWav(samples, frames, gain(loudness), wav);
        } finally {
            Files.delete(samples);
        }
    }

    private void render(Score score, long frames, Path samples, Loudness loudness) throws IOException {
        AudioFormat format =
                new AudioFormat(AudioFormat.Encoding.PCM_FLOAT, RATE_HZ, 32, 2, FRAME_BYTES, RATE_HZ, false);
        byte[] block = new byte[FRAME_BYTES * 4096];
        try (Gervill synthesizer = Gervill.open(format, soundbank);
                AudioInputStream sound = synthesizer.play(MidiWriter.sequence(score));
                OutputStream out = new BufferedOutputStream(Files.newOutputStream(samples), 1 << 16)) {
            for (long left = frames * FRAME_BYTES; left > 0; ) {
                int read = sound.readNBytes(block, 0, (int) Math.min(block.length, left));
                if (read == 0) {
                    throw new IOException("The synthesizer stopped %d bytes before the end.".formatted(left));
                }
                ByteBuffer floats = ByteBuffer.wrap(block, 0, read).order(ByteOrder.LITTLE_ENDIAN);
                while (floats.hasRemaining()) {
                    loudness.frame(floats.getFloat(), floats.getFloat());
                }
                out.write(block, 0, read);
                left -= read;
            }
        }
    }

    private static double gain(Loudness loudness) {
        double lufs = loudness.lufs();
        double wanted = Double.isInfinite(lufs) ? 1 : Math.pow(10, (TARGET_LUFS - lufs) / 20);
        return loudness.peak() == 0 ? 1 : Math.min(wanted, PEAK / loudness.peak());
    }

    private static void writeWav(Path samples, long frames, double gain, OutputStream wav) throws IOException {
        int dataBytes = Math.toIntExact(frames * 4);
        ByteBuffer header = ByteBuffer.allocate(44).order(ByteOrder.LITTLE_ENDIAN);
        header.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(36 + dataBytes);
        header.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII));
        header.putInt(16).putShort((short) 1).putShort((short) 2);
        header.putInt(RATE_HZ).putInt(RATE_HZ * 4).putShort((short) 4).putShort((short) 16);
        header.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(dataBytes);
        wav.write(header.array());
        byte[] block = new byte[FRAME_BYTES * 4096];
        try (InputStream in = new BufferedInputStream(Files.newInputStream(samples))) {
            for (int read = in.readNBytes(block, 0, block.length);
                    read > 0;
                    read = in.readNBytes(block, 0, block.length)) {
                ByteBuffer floats = ByteBuffer.wrap(block, 0, read).order(ByteOrder.LITTLE_ENDIAN);
                ByteBuffer shorts = ByteBuffer.allocate(read / 2).order(ByteOrder.LITTLE_ENDIAN);
                while (floats.hasRemaining()) {
                    double scaled = Math.rint(floats.getFloat() * gain * 32767);
                    shorts.putShort((short) Math.max(-32768, Math.min(32767, scaled)));
                }
                wav.write(shorts.array());
            }
        }
    }
}
