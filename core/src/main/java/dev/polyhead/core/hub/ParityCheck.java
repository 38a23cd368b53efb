package dev.polyhead.core.hub;

import dev.polyhead.core.checkpoint.Safetensors;
import dev.polyhead.core.checkpoint.StoredTensor;
import dev.polyhead.core.generation.Encoded;
import dev.polyhead.core.generation.GenerationConfig;
import dev.polyhead.core.generation.GenerationRequest;
import dev.polyhead.core.generation.Generator;
import dev.polyhead.core.generation.TokenModel;
import dev.polyhead.core.model.Blueprint;
import dev.polyhead.core.model.Model;
import dev.polyhead.core.model.ModelOptions;
import dev.polyhead.core.model.Tower;
import dev.polyhead.core.runtime.Device;
import dev.polyhead.core.runtime.Precision;
import dev.polyhead.core.tensor.Tensor;
import dev.polyhead.core.transformer.InputLayer;
import dev.polyhead.core.transformer.Stack;
import dev.polyhead.core.transformer.WordInput;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Compares a model's answers: with {@code expected.safetensors} for {@code inputs.safetensors} where these lie beside it,
 * else int8 with single precision on inputs made up for the purpose.
 */
final class ParityCheck {
    private static final int TOKENS = 24;

    private double cosine = 1;
    private double difference;

    static ParityCard of(String id, Path folder, String version) {
        return new ParityCheck().check(id, folder, version);
    }

    private ParityCard check(String id, Path folder, String version) {
        ModelOptions exact = ModelOptions.defaults().with(Device.CPU).with(Precision.FP32);
        Path inputs = folder.resolve("inputs.safetensors");
        Path expected = folder.resolve("expected.safetensors");
        Boolean sameIds = null;
        String compared;
        try (Model model = Model.open(folder, exact)) {
            if (Files.exists(inputs) && Files.exists(expected)) {
                compared = "fp32 with the reference vectors beside it";
                Map<String, Tensor> answers = read(expected);
                compare(answers, model.run(read(inputs), answers.keySet()));
            } else {
                compared = "int8 with fp32, on made-up inputs";
                try (Model quick = Model.open(folder, exact.with(Precision.INT8))) {
                    for (Map<String, Tensor> made : inputsFor(model.blueprint())) {
                        compare(answers(model, made), answers(quick, made));
                    }
                    sameIds = model.generates() ? sameIds(folder, model, quick) : null;
                }
            }
        }
        return new ParityCard(id, compared, cosine, difference, sameIds, version, Instant.now());
    }

    private static Map<String, Tensor> read(Path file) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (StoredTensor tensor : Safetensors.list(file).values()) {
            tensors.put(tensor.name(), Safetensors.read(tensor));
        }
        return tensors;
    }

    /** All a model says but its inner states. */
    private static Map<String, Tensor> answers(Model model, Map<String, Tensor> inputs) {
        Set<String> wanted = new TreeSet<>(model.run(inputs).keySet());
        wanted.removeIf(name -> name.contains("hidden_states."));
        return model.run(inputs, wanted);
    }

    private void compare(Map<String, Tensor> expected, Map<String, Tensor> actual) {
        expected.forEach((name, tensor) -> {
            Tensor other = actual.get(name);
            if (other == null || !Arrays.equals(tensor.shape(), other.shape())) {
                throw new StoreException("The model's '%s' is %s where %s is expected.".formatted(name, other, tensor));
            }
            compareRows(tensor.floats(), other.floats(), tensor.dimension(-1));
        });
    }

    private void compareRows(float[] expected, float[] actual, int width) {
        for (int row = 0; row + width <= expected.length; row += width) {
            double product = 0;
            double a = 0;
            double b = 0;
            for (int i = row; i < row + width; i++) {
                product += (double) expected[i] * actual[i];
                a += (double) expected[i] * expected[i];
                b += (double) actual[i] * actual[i];
                difference = Math.max(difference, Math.abs((double) expected[i] - actual[i]));
            }
            if (a > 0 || b > 0) {
                double rowCosine = a > 0 && b > 0 ? product / Math.sqrt(a * b) : 0;
                cosine = Double.isNaN(rowCosine) ? -1 : Math.min(cosine, rowCosine);
            }
        }
    }

    /** Inputs that a model takes: drawn, but the same each time. Of two towers each gets its own. */
    private static List<Map<String, Tensor>> inputsFor(Blueprint blueprint) {
        if (blueprint instanceof Blueprint.EncoderOnly model) {
            return List.of(made(model.stack()));
        }
        if (blueprint instanceof Blueprint.DecoderOnly model) {
            return List.of(made(model.stack()));
        }
        if (blueprint instanceof Blueprint.EncoderDecoder model) {
            Map<String, Tensor> inputs = new LinkedHashMap<>(made(model.encoder()));
            inputs.putAll(made(model.decoder()));
            return List.of(inputs);
        }
        List<Map<String, Tensor>> inputs = new ArrayList<>();
        Blueprint.TwoTowers towers = (Blueprint.TwoTowers) blueprint;
        towers.text().map(Tower::stack).ifPresent(stack -> inputs.add(made(stack)));
        towers.image().map(Tower::stack).ifPresent(stack -> inputs.add(made(stack)));
        return inputs;
    }

    private static Map<String, Tensor> made(Stack stack) {
        InputLayer layer = stack.input();
        Object[] inner = layer.inputShape();
        long[] shape = new long[inner.length + 1];
        shape[0] = 1;
        long size = 1;
        for (int i = 0; i < inner.length; i++) {
            shape[i + 1] = inner[i] instanceof Number fixed ? fixed.longValue() : Math.min(TOKENS, layer.longest());
            size *= shape[i + 1];
        }
        SplittableRandom random = new SplittableRandom(7);
        if (layer instanceof WordInput words) {
            long[] ids = random.longs(size, 0, words.vocabulary()).toArray();
            return Map.of(layer.inputName(), Tensor.of(ids, shape));
        }
        float[] values = new float[Math.toIntExact(size)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (2 * random.nextDouble() - 1);
        }
        return Map.of(layer.inputName(), Tensor.of(values, shape));
    }

    private static boolean sameIds(Path folder, Model exact, Model quick) {
        GenerationConfig config = GenerationConfig.read(folder).withGreedy().withMaxNewTokens(TOKENS);
        return Arrays.equals(written(exact, config), written(quick, config));
    }

    private static int[] written(Model model, GenerationConfig config) {
        TokenModel tokens = model.tokens();
        if (!tokens.hasEncoder()) {
            int[] prompt = Arrays.stream(inputsFor(model.blueprint())
                            .get(0)
                            .values()
                            .iterator()
                            .next()
                            .longs())
                    .limit(TOKENS / 2)
                    .mapToInt(id -> (int) id)
                    .toArray();
            return new Generator(tokens)
                    .generate(GenerationRequest.of(List.of(prompt), config))
                    .get(0)
                    .ids();
        }
        Blueprint.EncoderDecoder pair = (Blueprint.EncoderDecoder) model.blueprint();
        Map<String, Tensor> source = made(pair.encoder());
        @Nullable Tensor words = source.get("input_ids");
        List<int[]> ids = words == null
                ? List.of()
                : List.of(Arrays.stream(words.longs()).mapToInt(id -> (int) id).toArray());
        try (Encoded encoded = tokens.encode(source)) {
            return new Generator(tokens)
                    .generate(GenerationRequest.of(List.of(new int[0]), config).withSource(encoded, ids))
                    .get(0)
                    .ids();
        }
    }
}
