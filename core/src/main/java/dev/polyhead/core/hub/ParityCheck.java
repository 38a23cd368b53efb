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
import dev.polyhead.core.transformer.SpectrogramInput;
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
import java.util.SplittableRandom;

/**
 * Compares a model's answers: with {@code expected.safetensors} for {@code inputs.safetensors} where these lie beside it,
 * else int8 with single precision on inputs made up for the purpose. A model that writes is compared on what it wrote
 * itself: random tokens would drive it to where no answer means anything.
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
        Path given = folder.resolve("inputs.safetensors");
        Path expected = folder.resolve("expected.safetensors");
        Boolean sameIds = null;
        String compared;
        try (Model model = Model.open(folder, exact)) {
            if (Files.exists(given) && Files.exists(expected)) {
                compared = "fp32 with the reference vectors beside it";
                Map<String, Tensor> answers = read(expected);
                compare(answers, model.run(read(given), answers.keySet()));
            } else {
                compared = "int8 with fp32, on made-up inputs";
                try (Model quick = Model.open(folder, exact.with(Precision.INT8))) {
                    List<Map<String, Tensor>> made = inputsFor(model.blueprint());
                    if (model.generates()) {
                        GenerationConfig config =
                                GenerationConfig.read(folder).withGreedy().withMaxNewTokens(TOKENS);
                        int[] written = written(model, made.get(0), config);
                        sameIds = Arrays.equals(written, written(quick, made.get(0), config));
                        made = List.of(withDecoded(model.blueprint(), made.get(0), written));
                    }
                    for (Map<String, Tensor> inputs : made) {
                        compare(answers(model, inputs), answers(quick, inputs));
                    }
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

    /** What a model answers, or its last hidden states where it has no more to say. */
    private static Map<String, Tensor> answers(Model model, Map<String, Tensor> inputs) {
        Map<String, Tensor> all = model.run(inputs);
        Map<String, Tensor> answers = new LinkedHashMap<>(all);
        answers.keySet().removeIf(name -> name.contains("hidden_state"));
        if (answers.isEmpty()) {
            answers.putAll(all);
            answers.keySet().removeIf(name -> name.contains("hidden_states."));
        }
        return answers;
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
        double sum = 0;
        int rows = expected.length / width;
        for (int row = 0; row < rows; row++) {
            double product = 0;
            double a = 0;
            double b = 0;
            for (int i = row * width; i < (row + 1) * width; i++) {
                product += (double) expected[i] * actual[i];
                a += (double) expected[i] * expected[i];
                b += (double) actual[i] * actual[i];
                difference = Math.max(difference, Math.abs((double) expected[i] - actual[i]));
            }
            sum += a == 0 && b == 0 ? 1 : product / Math.max(Math.sqrt(a * b), Double.MIN_NORMAL);
        }
        double mean = rows == 0 ? 1 : sum / rows;
        cosine = Double.isNaN(mean) ? -1 : Math.min(cosine, mean);
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
        int width = Math.toIntExact(shape[shape.length - 1]);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float)
                    (layer instanceof SpectrogramInput ? humming(i / width, i % width) : 2 * random.nextDouble() - 1);
        }
        return Map.of(layer.inputName(), Tensor.of(values, shape));
    }

    /** A spectrogram of something that hums for six seconds: of noise a model of speech makes nothing stable. */
    private static double humming(int band, int frame) {
        if (frame > 600) {
            return -0.6;
        }
        double pitch = 20 + 10 * Math.sin(frame / 40.0);
        double loudness = 1 + 0.3 * Math.sin(frame / 11.0);
        return 0.5 * Math.cos((band - pitch) / 3) * Math.exp(-band / 40.0) * loudness - 0.1;
    }

    /** The same with the tokens that were written in the decoder's place. */
    private static Map<String, Tensor> withDecoded(Blueprint blueprint, Map<String, Tensor> made, int[] written) {
        Map<String, Tensor> inputs = new LinkedHashMap<>(made);
        Stack writer = blueprint instanceof Blueprint.EncoderDecoder pair
                ? pair.decoder()
                : ((Blueprint.DecoderOnly) blueprint).stack();
        long[] ids = Arrays.stream(written).asLongStream().toArray();
        inputs.put(writer.input().inputName(), Tensor.of(ids, 1, ids.length));
        return inputs;
    }

    private static int[] written(Model model, Map<String, Tensor> made, GenerationConfig config) {
        TokenModel tokens = model.tokens();
        if (!(model.blueprint() instanceof Blueprint.EncoderDecoder pair)) {
            int[] all = ids(made.values().iterator().next());
            int[] prompt = Arrays.copyOf(all, all.length / 2);
            return new Generator(tokens)
                    .generate(GenerationRequest.of(List.of(prompt), config))
                    .get(0)
                    .ids();
        }
        Map<String, Tensor> source = new LinkedHashMap<>(made);
        source.remove(pair.decoder().input().inputName());
        Tensor words = source.get("input_ids");
        try (Encoded encoded = tokens.encode(source)) {
            return new Generator(tokens)
                    .generate(GenerationRequest.of(List.of(new int[0]), config)
                            .withSource(encoded, words == null ? List.of() : List.of(ids(words))))
                    .get(0)
                    .ids();
        }
    }

    private static int[] ids(Tensor words) {
        return Arrays.stream(words.longs()).mapToInt(Math::toIntExact).toArray();
    }
}
