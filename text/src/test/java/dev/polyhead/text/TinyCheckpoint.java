package dev.polyhead.text;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A reference case as a checkpoint that reads words: token 7 is written {@code t7}, and there is no frame. */
final class TinyCheckpoint {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int VOCABULARY = 120;

    private final Path folder;

    private TinyCheckpoint(Path folder) {
        this.folder = folder;
    }

    static TinyCheckpoint of(String reference, Path folder) throws IOException {
        Path source = SharedData.path("reference/cases").resolve(reference);
        Files.createDirectories(folder);
        for (String name : new String[] {"config.json", "model.safetensors", "generation_config.json"}) {
            if (Files.exists(source.resolve(name))) {
                Files.copy(source.resolve(name), folder.resolve(name));
            }
        }
        ObjectNode tokenizer = JSON.createObjectNode().put("version", "1.0");
        tokenizer.putArray("added_tokens");
        tokenizer.putObject("pre_tokenizer").put("type", "WhitespaceSplit");
        ObjectNode vocab = tokenizer
                .putObject("model")
                .put("type", "WordLevel")
                .put("unk_token", "t0")
                .putObject("vocab");
        IntStream.range(0, VOCABULARY).forEach(id -> vocab.put("t" + id, id));
        Files.writeString(folder.resolve("tokenizer.json"), tokenizer.toString());
        return new TinyCheckpoint(folder);
    }

    Path folder() {
        return folder;
    }

    /** Adds settings of the tokenizer. */
    TinyCheckpoint tokenizer(String key, String value) throws IOException {
        return edit("tokenizer_config.json", config -> config.put(key, value));
    }

    TinyCheckpoint config(java.util.function.Consumer<ObjectNode> change) throws IOException {
        return edit("config.json", change);
    }

    private TinyCheckpoint edit(String name, java.util.function.Consumer<ObjectNode> change) throws IOException {
        Path file = folder.resolve(name);
        ObjectNode json =
                Files.exists(file) ? (ObjectNode) JSON.readTree(Files.readString(file)) : JSON.createObjectNode();
        change.accept(json);
        Files.writeString(file, json.toString());
        return this;
    }

    /** Writes the weights anew, with more of them. */
    TinyCheckpoint weights(Map<String, float[][]> more) throws IOException {
        Path file = folder.resolve("model.safetensors");
        Map<String, JsonNode> infos = new LinkedHashMap<>();
        ByteBuffer old = read(file, infos);
        ObjectNode header = JSON.createObjectNode();
        ByteBuffer data = ByteBuffer.allocate(old.capacity() + (1 << 20)).order(ByteOrder.LITTLE_ENDIAN);
        infos.forEach((name, info) -> {
            if (!name.equals("__metadata__")) {
                int from = info.path("data_offsets").get(0).asInt();
                int to = info.path("data_offsets").get(1).asInt();
                ObjectNode entry =
                        header.putObject(name).put("dtype", info.path("dtype").asString());
                entry.set("shape", info.path("shape"));
                entry.putArray("data_offsets").add(data.position()).add(data.position() + to - from);
                data.put(old.slice(from, to - from));
            }
        });
        more.forEach((name, rows) -> {
            ObjectNode entry = header.putObject(name).put("dtype", "F32");
            if (rows.length == 1) {
                entry.putArray("shape").add(rows[0].length);
            } else {
                entry.putArray("shape").add(rows.length).add(rows[0].length);
            }
            int from = data.position();
            for (float[] row : rows) {
                for (float number : row) {
                    data.putFloat(number);
                }
            }
            entry.putArray("data_offsets").add(from).add(data.position());
        });
        byte[] text = header.toString().getBytes(StandardCharsets.UTF_8);
        int padded = (text.length + 7) / 8 * 8;
        byte[] spaced = Arrays.copyOf(text, padded);
        Arrays.fill(spaced, text.length, padded, (byte) ' ');
        ByteBuffer whole = ByteBuffer.allocate(8 + padded + data.position()).order(ByteOrder.LITTLE_ENDIAN);
        whole.putLong(padded).put(spaced).put(data.flip());
        Files.write(file, whole.array());
        return this;
    }

    private static ByteBuffer read(Path file, Map<String, JsonNode> infos) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        int length = (int) bytes.getLong(0);
        JSON.readTree(new String(bytes.array(), 8, length, StandardCharsets.UTF_8))
                .properties()
                .forEach(info -> infos.put(info.getKey(), info.getValue()));
        return bytes.slice(8 + length, bytes.capacity() - 8 - length).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** A tensor of a reference case, flat. */
    static float[] floats(String reference, String file, String name) throws IOException {
        Map<String, JsonNode> infos = new LinkedHashMap<>();
        ByteBuffer data =
                read(SharedData.path("reference/cases").resolve(reference).resolve(file), infos);
        JsonNode info = infos.get(name);
        int from = info.path("data_offsets").get(0).asInt();
        int to = info.path("data_offsets").get(1).asInt();
        ByteBuffer part = data.slice(from, to - from).order(ByteOrder.LITTLE_ENDIAN);
        if (info.path("dtype").asString().equals("I64")) {
            float[] values = new float[part.capacity() / 8];
            for (int i = 0; i < values.length; i++) {
                values[i] = part.getLong(8 * i);
            }
            return values;
        }
        FloatBuffer floats = part.asFloatBuffer();
        float[] values = new float[floats.capacity()];
        floats.get(values);
        return values;
    }

    static JsonNode generation(String reference) throws IOException {
        return JSON.readTree(Files.readString(
                SharedData.path("reference/cases").resolve(reference).resolve("generation.json")));
    }

    /** Ids as the text that stands for them. */
    static String text(int... ids) {
        return Arrays.stream(ids).mapToObj(id -> "t" + id).collect(Collectors.joining(" "));
    }

    static int[] ids(JsonNode array) {
        return array.valueStream().mapToInt(JsonNode::asInt).toArray();
    }
}
