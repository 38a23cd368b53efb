package dev.polyhead.cli;

import dev.polyhead.core.generation.Cancellation;
import dev.polyhead.core.generation.Encoded;
import dev.polyhead.core.generation.Generated;
import dev.polyhead.core.generation.GenerationConfig;
import dev.polyhead.core.generation.GenerationRequest;
import dev.polyhead.core.generation.Generator;
import dev.polyhead.core.generation.TokenListener;
import dev.polyhead.core.generation.TokenModel;
import dev.polyhead.core.model.Model;
import dev.polyhead.core.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** {@code generate}: token ids in, token ids out. */
@Command(
        name = "generate",
        description = "Writes tokens after token ids, for comparing a checkpoint with the reference library.",
        mixinStandardHelpOptions = true)
final class GenerateCommand implements Callable<Integer> {
    private static final JsonMapper JSON = JsonMapper.shared();

    @Parameters(paramLabel = "MODEL_DIR", description = "Folder with config.json and a safetensors file.")
    private Path folder = Path.of("");

    @Option(
            names = "--ids",
            required = true,
            paramLabel = "IN.json",
            description = "[[ids], …]: prompts, or what an encoder-decoder reads.")
    private Path ids = Path.of("");

    @Option(names = "--output", required = true, paramLabel = "OUT.json", description = "[[ids], …] without padding.")
    private Path output = Path.of("");

    @Mixin
    private ModelSettings settings = new ModelSettings();

    @Mixin
    private GenerationSettings generation = new GenerationSettings();

    @Override
    public Integer call() throws IOException {
        int[][] prompts = read();
        try (Model model = Model.open(folder, settings.exactOptions())) {
            TokenModel tokens = model.tokens();
            GenerationConfig config = generation.over(GenerationConfig.read(folder));
            List<int[]> answers =
                    tokens.hasEncoder() ? write(tokens, prompts, config) : continued(tokens, prompts, config);
            Files.writeString(output, JSON.writeValueAsString(answers));
        }
        return 0;
    }

    private int[][] read() throws IOException {
        try {
            int[][] prompts = JSON.readValue(Files.readString(ids), int[][].class);
            if (prompts.length == 0 || Arrays.stream(prompts).anyMatch(p -> p == null || p.length == 0)) {
                throw new IllegalArgumentException("'%s' holds an empty prompt; each needs a token.".formatted(ids));
            }
            return prompts;
        } catch (JacksonException e) {
            throw new IllegalArgumentException("'%s' must hold [[ids], …].".formatted(ids), e);
        }
    }

    private static List<int[]> continued(TokenModel model, int[][] prompts, GenerationConfig config) {
        return new Generator(model)
                .generate(GenerationRequest.of(List.of(prompts), config)).stream()
                        .map(Generated::ids)
                        .toList();
    }

    /** Sources of one length are encoded together, so that none is padded. */
    private static List<int[]> write(TokenModel model, int[][] sources, GenerationConfig config) {
        Map<Integer, List<Integer>> byLength = new TreeMap<>();
        for (int i = 0; i < sources.length; i++) {
            byLength.computeIfAbsent(sources[i].length, length -> new ArrayList<>())
                    .add(i);
        }
        int each = config.numReturnSequences();
        List<int[]> answers = new ArrayList<>(Collections.nCopies(sources.length * each, new int[0]));
        byLength.forEach((length, items) -> {
            List<int[]> group = items.stream().map(i -> sources[i]).toList();
            long[] flat =
                    group.stream().flatMapToInt(Arrays::stream).asLongStream().toArray();
            Map<String, Tensor> inputs = Map.of("input_ids", Tensor.of(flat, group.size(), length));
            try (Encoded encoded = model.encode(inputs)) {
                GenerationRequest request = new GenerationRequest(
                        Collections.nCopies(group.size(), new int[0]),
                        encoded,
                        group,
                        config,
                        List.of(),
                        TokenListener.NONE,
                        new Cancellation());
                List<Generated> written = new Generator(model).generate(request);
                for (int i = 0; i < written.size(); i++) {
                    answers.set(
                            items.get(i / each) * each + i % each,
                            written.get(i).ids());
                }
            }
        });
        return answers;
    }
}
