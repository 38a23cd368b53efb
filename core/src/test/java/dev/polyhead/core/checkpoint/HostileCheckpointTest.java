package dev.polyhead.core.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.polyhead.core.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Folders that are not what they claim to be are refused before anything is read, with a sentence that helps. */
class HostileCheckpointTest {
    private static final String GOOD = "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}";

    @TempDir
    Path folder;

    @BeforeEach
    void writeConfig() throws IOException {
        Files.writeString(folder.resolve("config.json"), "{\"model_type\":\"bert\"}");
    }

    private void write(String header, int data) throws IOException {
        write(header.getBytes(StandardCharsets.UTF_8).length, header, data);
    }

    private void write(long claimed, String header, int data) throws IOException {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(8 + text.length + data).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(claimed).put(text);
        Files.write(folder.resolve("model.safetensors"), bytes.array());
    }

    private String refusal() {
        return assertThrows(CheckpointException.class, () -> Checkpoint.open(folder))
                .getMessage();
    }

    @Test
    void aGoodFileIsRead() throws IOException {
        write(GOOD, 8);
        assertArrayEquals(new float[2], Checkpoint.open(folder).read("a").floats());
    }

    @Test
    void whatIsWrittenIsReadAgain() throws IOException {
        Tensor tensor = Tensor.of(new float[] {1, -2.5f, 3}, 3, 1);
        Safetensors.write(folder.resolve("model.safetensors"), Map.of("x", tensor));
        Tensor read = Checkpoint.open(folder).read("x");
        assertArrayEquals(new long[] {3, 1}, read.shape());
        assertArrayEquals(tensor.floats(), read.floats());
    }

    @TestFactory
    Stream<DynamicTest> brokenHeadersAreRefused() {
        return Stream.of(
                        List.of("not json", "{nonsense", "8", "JSON"),
                        List.of("a list", "[1, 2, 3]", "8", "object"),
                        List.of("an unknown type", GOOD.replace("F32", "F4"), "8", "F4"),
                        List.of("a negative dimension", GOOD.replace("[2]", "[-2]"), "8", "[-2]"),
                        List.of("a huge dimension", GOOD.replace("[2]", "[4611686018427387904,8]"), "8", "impossible"),
                        List.of("offsets beyond the file", GOOD.replace("[0,8]", "[0,80]"), "8", "offset"),
                        List.of("offsets the wrong way", GOOD.replace("[0,8]", "[8,0]"), "8", "data_offsets"),
                        List.of("a size that does not fit", GOOD.replace("[2]", "[3]"), "8", "needs 12 bytes"),
                        List.of("bytes of nobody", GOOD, "9", "belong to no tensor"),
                        List.of("truncated data", GOOD, "4", "needs 8 bytes"),
                        List.of(
                                "overlapping tensors",
                                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
                                        + "\"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[4,12]}}",
                                "12",
                                "overlaps"),
                        List.of(
                                "a name twice",
                                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
                                        + "\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}",
                                "8",
                                "uplicate"))
                .map(c -> DynamicTest.dynamicTest(c.get(0), () -> {
                    write(c.get(1), Integer.parseInt(c.get(2)));
                    String message = refusal();
                    assertTrue(message.contains(c.get(3)), message);
                }));
    }

    @Test
    void aHeaderLongerThanTheFileIsRefused() throws IOException {
        write(Long.MAX_VALUE, GOOD, 8);
        assertTrue(refusal().contains("header claims"), refusal());
        write(-1, GOOD, 8);
        assertTrue(refusal().contains("header claims"), refusal());
    }

    @Test
    void anEmptyFileIsRefused() throws IOException {
        Files.createFile(folder.resolve("model.safetensors"));
        assertTrue(refusal().contains("0 bytes"), refusal());
    }

    @Test
    void aFileCutAnywhereIsRefused() throws IOException {
        write(GOOD, 8);
        byte[] whole = Files.readAllBytes(folder.resolve("model.safetensors"));
        for (int length = 0; length < whole.length; length++) {
            Files.write(folder.resolve("model.safetensors"), java.util.Arrays.copyOf(whole, length));
            assertThrows(CheckpointException.class, () -> Checkpoint.open(folder));
        }
    }

    @Test
    void aLinkOutOfTheFolderIsRefused(@TempDir Path elsewhere) throws IOException {
        write(GOOD, 8);
        Path outside = elsewhere.resolve("weights.safetensors");
        Files.move(folder.resolve("model.safetensors"), outside);
        Files.createSymbolicLink(folder.resolve("model.safetensors"), outside);
        assertTrue(refusal().contains("outside of the model folder"), refusal());
    }

    @Test
    void aHubCachesOwnLinksAreFollowed(@TempDir Path cache) throws IOException {
        write(GOOD, 8);
        Path model = cache.resolve("models--someone--something");
        Path blobs = Files.createDirectories(model.resolve("blobs"));
        Path snapshot = Files.createDirectories(model.resolve("snapshots/abc"));
        Files.copy(folder.resolve("model.safetensors"), blobs.resolve("1"));
        Files.copy(folder.resolve("config.json"), blobs.resolve("2"));
        Files.createSymbolicLink(snapshot.resolve("model.safetensors"), Path.of("../../blobs/1"));
        Files.createSymbolicLink(snapshot.resolve("config.json"), Path.of("../../blobs/2"));
        assertEquals(1, Checkpoint.open(snapshot).tensors().size());
    }

    @Test
    void aShardOutsideOfTheFolderIsRefused() throws IOException {
        Files.writeString(
                folder.resolve("model.safetensors.index.json"), "{\"weight_map\":{\"a\":\"../model.safetensors\"}}");
        assertTrue(refusal().contains("leads out"), refusal());
    }

    @Test
    void aTensorThatAShardDoesNotHoldIsNamed() throws IOException {
        write(GOOD, 8);
        Files.writeString(
                folder.resolve("model.safetensors.index.json"),
                "{\"weight_map\":{\"a\":\"model.safetensors\",\"b\":\"model.safetensors\"}}");
        assertTrue(refusal().contains("'b'"), refusal());
    }

    @Test
    void aFolderWithPickledWeightsOnlyIsRefusedWithTheReason() throws IOException {
        Files.createFile(folder.resolve("pytorch_model.bin"));
        assertTrue(refusal().contains("execute code"), refusal());
    }
}
