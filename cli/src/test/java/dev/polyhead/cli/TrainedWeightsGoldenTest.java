package dev.polyhead.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.polyhead.core.checkpoint.Safetensors;
import dev.polyhead.core.generation.GenerationConfig;
import dev.polyhead.core.generation.GenerationRequest;
import dev.polyhead.core.generation.Generator;
import dev.polyhead.core.model.Model;
import dev.polyhead.core.model.ModelOptions;
import dev.polyhead.core.runtime.Precision;
import dev.polyhead.core.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Small models that were really trained give the answers that were published with them. */
class TrainedWeightsGoldenTest {
    /** Of float32 logits that another program computed. */
    private static final float TOLERANCE = 1e-4f;

    private static Path weights(String name) {
        Path cases = ReferenceCasesGoldenTest.root();
        Assumptions.assumeTrue(
                cases != null, "the trained weights are not beside the checkout (../shared/data/weights)");
        return cases.resolve("../../data/weights").resolve(name).normalize();
    }

    private static Model open(Path folder) {
        return Model.open(folder, ModelOptions.defaults().with(Precision.FP32));
    }

    /** minGPT's demonstration: six letters in, the same letters in order out. */
    @Test
    void gptNanoSorts() throws IOException {
        Path folder = weights("gpt-nano-sort");
        JsonNode expected = JsonMapper.shared().readTree(Files.readString(folder.resolve("expected.json")));
        try (Model model = open(folder)) {
            for (int row = 0; row < expected.at("/input_ids").size(); row++) {
                int[] ids = JsonMapper.shared()
                        .treeToValue(expected.at("/input_ids").get(row), int[].class);
                long[] wide = Arrays.stream(ids).asLongStream().toArray();
                Tensor logits = model.run(Map.of("input_ids", Tensor.of(wide, 1, wide.length)), Set.of("logits"))
                        .get("logits");
                float[][] published =
                        JsonMapper.shared().treeToValue(expected.at("/logits").get(row), float[][].class);
                for (int i = 0; i < published.length; i++) {
                    float[] own = Arrays.copyOfRange(logits.floats(), 3 * i, 3 * i + 3);
                    assertArrayEquals(published[i], own, 10 * TOLERANCE, "row " + row + " position " + i);
                }
            }
            // Its end token is one of the letters, so that there is none to stop at.
            GenerationConfig config = GenerationConfig.defaults().withMaxNewTokens(6);
            for (JsonNode example : expected.at("/greedy_generation")) {
                int[] letters = JsonMapper.shared().treeToValue(example.at("/prompt"), int[].class);
                int[] sorted = JsonMapper.shared().treeToValue(example.at("/sorted"), int[].class);
                int[] written = new Generator(model.tokens())
                        .generate(GenerationRequest.of(List.of(letters), config))
                        .get(0)
                        .ids();
                assertArrayEquals(sorted, Arrays.copyOfRange(written, letters.length, written.length));
            }
        }
    }

    /** The greedy text on the model's card, from Llama weights whose rotary pairs are neighbours. */
    @Test
    void stories260KTellsThePublishedStory(@TempDir Path folder) throws IOException {
        Path source = weights("stories260K");
        Llama2c file = Llama2c.read(source.resolve("stories260K.bin"));
        file.write(folder);
        String[] pieces = pieces(source.resolve("tok512.bin"), file.vocabulary());
        String card = Files.readString(source.resolve("stories260K.md"));
        int from = card.indexOf("Once upon a time, there was a little girl");
        String published = card.substring(from, card.indexOf("\n```", from));
        try (Model model = open(folder)) {
            GenerationConfig config =
                    GenerationConfig.defaults().withMaxNewTokens(256).withEosTokenId(List.of(1));
            int[] ids = new Generator(model.tokens())
                    .generate(GenerationRequest.of(List.of(new int[] {1}), config))
                    .get(0)
                    .ids();
            StringBuilder story = new StringBuilder();
            Arrays.stream(ids).skip(1).filter(id -> id > 2).forEach(id -> story.append(pieces[id]));
            assertEquals(published.strip(), story.toString().strip());
        }
    }

    /** Pieces of a tokenizer in llama2.c's format; bytes stand as {@code <0x0A>}. */
    private static String[] pieces(Path file, int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        bytes.getInt();
        String[] pieces = new String[count];
        for (int i = 0; i < count; i++) {
            bytes.getFloat();
            byte[] text = new byte[bytes.getInt()];
            bytes.get(text);
            String piece = new String(text, StandardCharsets.UTF_8);
            boolean single = piece.matches("<0x[0-9A-F]{2}>");
            pieces[i] = single ? String.valueOf((char) Integer.parseInt(piece.substring(3, 5), 16)) : piece;
        }
        return pieces;
    }

    /** A checkpoint in the legacy format of llama2.c: seven sizes, then the tensors in a fixed order. */
    private record Llama2c(
            int hidden,
            int feedForward,
            int layers,
            int heads,
            int keyHeads,
            int vocabulary,
            int context,
            ByteBuffer bytes) {
        static Llama2c read(Path file) throws IOException {
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
            return new Llama2c(
                    bytes.getInt(),
                    bytes.getInt(),
                    bytes.getInt(),
                    bytes.getInt(),
                    bytes.getInt(),
                    bytes.getInt(),
                    bytes.getInt(),
                    bytes);
        }

        void write(Path folder) throws IOException {
            assertTrue(vocabulary > 0, "a negative size would mean a head of its own");
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            int head = hidden / heads;
            tensors.put("model.embed_tokens.weight", next(vocabulary, hidden));
            each(tensors, "input_layernorm", 0, hidden, 0);
            each(tensors, "self_attn.q_proj", hidden, hidden, head);
            each(tensors, "self_attn.k_proj", keyHeads * head, hidden, head);
            each(tensors, "self_attn.v_proj", keyHeads * head, hidden, 0);
            each(tensors, "self_attn.o_proj", hidden, hidden, 0);
            each(tensors, "post_attention_layernorm", 0, hidden, 0);
            each(tensors, "mlp.gate_proj", feedForward, hidden, 0);
            each(tensors, "mlp.down_proj", hidden, feedForward, 0);
            each(tensors, "mlp.up_proj", feedForward, hidden, 0);
            tensors.put("model.norm.weight", next(hidden));
            Safetensors.write(folder.resolve("model.safetensors"), tensors);
            Files.writeString(folder.resolve("config.json"), """
                    {"model_type": "llama", "architectures": ["LlamaForCausalLM"], "hidden_size": %d, "intermediate_size": %d,
                     "num_hidden_layers": %d, "num_attention_heads": %d, "num_key_value_heads": %d, "vocab_size": %d,
                     "max_position_embeddings": %d, "rms_norm_eps": 1e-5, "tie_word_embeddings": true}
                    """.formatted(
                            hidden, feedForward, layers, heads, keyHeads, vocabulary, context));
        }

        private void each(Map<String, Tensor> tensors, String name, int out, int in, int head) {
            for (int layer = 0; layer < layers; layer++) {
                Tensor tensor = out == 0 ? next(in) : next(out, in);
                tensors.put(
                        "model.layers.%d.%s.weight".formatted(layer, name), head == 0 ? tensor : halved(tensor, head));
            }
        }

        private Tensor next(long... shape) {
            float[] numbers = new float[(int) Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = bytes.getFloat();
            }
            return Tensor.of(numbers, shape);
        }

        /** Rows of a head in pairs of neighbours, as pairs of halves. */
        private static Tensor halved(Tensor tensor, int head) {
            int in = tensor.dimension(1);
            float[] from = tensor.floats();
            float[] to = new float[from.length];
            for (int row = 0; row < tensor.dimension(0); row++) {
                int within = row % head;
                int place = row - within + (within % 2) * head / 2 + within / 2;
                System.arraycopy(from, row * in, to, place * in, in);
            }
            return Tensor.of(to, tensor.shape());
        }
    }
}
