package dev.polyhead.media.audio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AudioSourceTest {
    private static final int RATE = 16_000;

    @TempDir
    Path folder;

    @Test
    void samplesOfTheSameRateComeOutAsTheyWentIn() throws IOException {
        float[] sine = sine(RATE, 5_003);
        float[] read = AudioSource.readAll(write("sine.wav", wav(sine, RATE, 1)), RATE);
        assertEquals(sine.length, read.length);
        for (int i = 0; i < sine.length; i++) {
            assertEquals(sine[i], read[i], 1e-6f);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {8_000, 11_025, 22_050, 44_100, 48_000, 96_000, 192_000})
    void everyRateIsConvertedWithoutLosingTheEnd(int rate) throws IOException {
        float[] read = AudioSource.readAll(write("sine.wav", wav(sine(rate, 3 * rate), rate, 1)), RATE);
        assertEquals(3 * RATE, read.length, 2);
        double power = 0;
        for (int i = read.length - RATE / 10; i < read.length; i++) {
            power += read[i] * read[i];
        }
        assertEquals(0.125, power / (RATE / 10), 0.01, "the last tenth of a second");
    }

    @Test
    void twoChannelsAreAveraged() throws IOException {
        float[] both = new float[2 * RATE];
        for (int i = 0; i < RATE; i++) {
            both[2 * i] = 0.5f;
            both[2 * i + 1] = -0.25f;
        }
        float[] read = AudioSource.readAll(write("stereo.wav", wav(both, RATE, 2)), RATE);
        assertEquals(RATE, read.length);
        assertEquals(0.125f, read[100], 1e-6f);
    }

    @Test
    void numbersThatAreNoneBecomeSilenceAndAreCounted() throws IOException {
        float[] sine = sine(44_100, 44_100);
        sine[10] = Float.NaN;
        sine[20_000] = Float.POSITIVE_INFINITY;
        try (AudioSource source = AudioSource.open(write("nan.wav", wav(sine, 44_100, 1)), RATE)) {
            for (float each : source.readAll()) {
                assertTrue(Math.abs(each) < 1.1f);
            }
            assertEquals(List.of("2 samples were not numbers and became silence."), source.warnings());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"it's \"quoted\".wav", "line\nbreak.wav", "concat:a|b.wav", "file:x.wav", "-i.wav", "100%d.wav"})
    void fileNamesAreNeverInterpreted(String name) throws IOException {
        assertEquals(RATE, AudioSource.readAll(write(name, wav(sine(RATE, RATE), RATE, 1)), RATE).length);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nsecret.wav\n",
                "ffconcat version 1.0\nfile 'secret.wav'\n",
                "[playlist]\nFile1=secret.wav\n",
                "<?xml version=\"1.0\"?><MPD/>"
            })
    void playlistsAreRefusedWhateverTheyAreCalled(String playlist) throws IOException {
        write("secret.wav", wav(sine(RATE, RATE), RATE, 1));
        Path file = write("list.mp3", playlist.getBytes(StandardCharsets.UTF_8));
        String message = assertThrows(UnreadableAudioException.class, () -> AudioSource.open(file, RATE))
                .getMessage();
        assertTrue(message.contains("names other files"), message);
    }

    @Test
    void aCutOffWavSaysHowMuchIsMissing() throws IOException {
        byte[] whole = wav(sine(RATE, 2 * RATE), RATE, 1);
        try (AudioSource source =
                AudioSource.open(write("cut.wav", Arrays.copyOf(whole, 44 + whole.length / 16 * 4)), RATE)) {
            source.readAll();
            assertEquals(1, source.warnings().size());
            assertTrue(
                    source.warnings().get(0).contains("1.50 s are missing"),
                    source.warnings().toString());
        }
    }

    @Test
    void aWavCutOffAtAnyByteIsReadOrRefusedButNeverSilentlyShort() throws IOException {
        byte[] whole = wav(sine(RATE, 300), RATE, 1);
        for (int length = 0; length < whole.length; length += 7) {
            Path file = write("cut.wav", Arrays.copyOf(whole, length));
            try (AudioSource source = AudioSource.open(file, RATE)) {
                float[] read = source.readAll();
                // 5 ms are within what is not worth a warning
                assertTrue(read.length > 300 - 82 || !source.warnings().isEmpty(), length + " bytes");
            } catch (UnreadableAudioException refused) {
                assertFalse(refused.getMessage().isBlank());
            }
        }
    }

    @Test
    void noChannelsAreRefused() throws IOException {
        byte[] bytes = wav(sine(RATE, RATE), RATE, 1);
        bytes[22] = 0;
        Path file = write("none.wav", bytes);
        String message = assertThrows(UnreadableAudioException.class, () -> AudioSource.open(file, RATE))
                .getMessage();
        assertTrue(message.contains("a channel count of 0"), message);
    }

    @Test
    void anEmptyFileAFolderAndNothingAreRefused() throws IOException {
        Path empty = write("empty.wav", new byte[0]);
        assertThrows(UnreadableAudioException.class, () -> AudioSource.open(empty, RATE));
        assertThrows(UnreadableAudioException.class, () -> AudioSource.open(folder, RATE));
        assertThrows(UnreadableAudioException.class, () -> AudioSource.open(folder.resolve("absent.wav"), RATE));
    }

    @Test
    void longerThanAllowedIsRefusedBeforeItIsRead() throws IOException {
        Path file = write("long.wav", wav(sine(RATE, 3 * RATE), RATE, 1));
        AudioSettings two = AudioSettings.at(RATE).withLongest(Duration.ofSeconds(2));
        assertThrows(AudioTooLongException.class, () -> AudioSource.open(file, two));
    }

    @Test
    void manyFilesAreReadAtOnce() throws Exception {
        Path file = write("sine.wav", wav(sine(44_100, 44_100), 44_100, 1));
        float[] alone = AudioSource.readAll(file, RATE);
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try {
            List<Callable<float[]>> tasks = IntStream.range(0, 64)
                    .<Callable<float[]>>mapToObj(i -> () -> AudioSource.readAll(file, RATE))
                    .toList();
            for (Future<float[]> each : threads.invokeAll(tasks)) {
                assertTrue(Arrays.equals(alone, each.get()));
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void randomBytesEndInASentence() {
        Random random = new Random(5);
        byte[] wav = wav(sine(RATE, 2_000), RATE, 1);
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            for (int i = 0; i < 300; i++) {
                byte[] broken = wav.clone();
                for (int j = 0; j < 1 + i / 30; j++) {
                    broken[random.nextInt(60)] = (byte) random.nextInt();
                }
                try (AudioSource source = AudioSource.open(write("broken.wav", broken), RATE)) {
                    source.readAll();
                } catch (UnreadableAudioException refused) {
                    assertFalse(refused.getMessage().isBlank());
                }
            }
        });
    }

    private Path write(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }

    private static float[] sine(int rate, int count) {
        float[] samples = new float[count];
        for (int i = 0; i < count; i++) {
            samples[i] = (float) (0.5 * Math.sin(2 * Math.PI * 440 * i / rate));
        }
        return samples;
    }

    /** A wav file of 32-bit floats. */
    private static byte[] wav(float[] samples, int rate, int channels) {
        ByteBuffer out = ByteBuffer.allocate(44 + 4 * samples.length).order(ByteOrder.LITTLE_ENDIAN);
        out.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(36 + 4 * samples.length);
        out.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
        out.putShort((short) 3).putShort((short) channels).putInt(rate).putInt(4 * channels * rate);
        out.putShort((short) (4 * channels)).putShort((short) 32);
        out.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(4 * samples.length);
        for (float each : samples) {
            out.putFloat(each);
        }
        return out.array();
    }
}
