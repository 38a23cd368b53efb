package dev.polyhead.speech;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.polyhead.media.audio.AudioSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Against transformers' WhisperFeatureExtractor. */
class LogMelParityTest {
    private static final int FRAMES = WindowDecoder.FRAMES;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "en/libri_1272-128104-0000_mono16k.wav",
                "en/jfk.wav",
                "en/libri_1089-134691-0000.flac",
                "multi/leopard_de.wav",
                "en/sense_0880.wav",
                "noise/silence_1s.wav"
            })
    void everyNumberEqualsTheReference(String file) throws IOException {
        float[] drawn = draw(SharedData.require("speech/" + file), 80);
        Path archive = SharedData.require("oracles/logmel_reference.npz");
        float[][] expected = npy(archive, file.replace("/", "__") + ".npy");
        for (int band = 0; band < 80; band++) {
            int row = band * FRAMES;
            assertArrayEquals(
                    expected[band], Arrays.copyOfRange(drawn, row, row + expected[band].length), 1e-4f, "band " + band);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {80, 128})
    void theFirstAndLastBandsEqualTheReference(int bands) throws IOException {
        JsonNode all = JsonMapper.shared().readTree(SharedData.require("oracles/logmel_reference.json"));
        for (var entry : all.properties()) {
            String[] key = entry.getKey().split("\\|");
            if (key.length != 2 || !key[1].equals(String.valueOf(bands))) {
                continue;
            }
            float[] drawn = draw(SharedData.require("speech/" + key[0]), bands);
            for (int i = 0; i < 30; i++) {
                assertEquals(entry.getValue().get("first_row_30").get(i).asDouble(), drawn[i], 1e-4);
                int last = (bands - 1) * FRAMES + i;
                assertEquals(entry.getValue().get("last_row_30").get(i).asDouble(), drawn[last], 1e-4);
            }
            double mean = 0;
            for (float each : drawn) {
                mean += each;
            }
            assertEquals(entry.getValue().get("mean").asDouble(), mean / drawn.length, 1e-4);
        }
    }

    @Test
    void whereTheSoundLiesInMemoryChangesNothing() {
        Random random = new Random(3);
        float[] samples = new float[LogMel.RATE];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = random.nextFloat() - 0.5f;
        }
        float[] whole = new float[80 * FRAMES];
        new LogMel(80).draw(samples, 0, samples.length, FRAMES, whole, 0);
        float[] shifted = new float[80 * FRAMES];
        float[] padded = new float[samples.length + 123];
        System.arraycopy(samples, 0, padded, 123, samples.length);
        new LogMel(80).draw(padded, 123, samples.length, FRAMES, shifted, 0);
        assertArrayEquals(whole, shifted, "an offset changes nothing");
    }

    private static float[] draw(Path file, int bands) throws IOException {
        float[] samples = AudioSource.readAll(file, LogMel.RATE);
        float[] target = new float[bands * FRAMES];
        new LogMel(bands).draw(samples, 0, samples.length, FRAMES, target, 0);
        return target;
    }

    /** A two-dimensional array of little-endian floats as numpy stores it. */
    private static float[][] npy(Path archive, String name) throws IOException {
        try (ZipFile zip = new ZipFile(archive.toFile());
                InputStream in = zip.getInputStream(zip.getEntry(name))) {
            ByteBuffer bytes = ByteBuffer.wrap(in.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN);
            int header = bytes.getShort(8);
            String text = new String(bytes.array(), 10, header, java.nio.charset.StandardCharsets.US_ASCII);
            String[] shape =
                    text.replaceAll(".*'shape': \\(([^)]*)\\).*", "$1").strip().split(", *");
            boolean columns = text.contains("'fortran_order': True");
            int rows = Integer.parseInt(shape[0]);
            int width = Integer.parseInt(shape[1]);
            float[][] values = new float[rows][width];
            for (int i = 0; i < rows * width; i++) {
                float value = bytes.getFloat(10 + header + 4 * i);
                if (columns) {
                    values[i % rows][i / rows] = value;
                } else {
                    values[i / width][i % width] = value;
                }
            }
            return values;
        }
    }
}
