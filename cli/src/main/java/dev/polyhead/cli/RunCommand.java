package dev.polyhead.cli;

import dev.polyhead.core.checkpoint.Safetensors;
import dev.polyhead.core.checkpoint.StoredTensor;
import dev.polyhead.core.model.Model;
import dev.polyhead.core.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code run}: tensors in, tensors out, under their Hugging Face names. */
@Command(
        name = "run",
        description =
                "Runs a checkpoint on tensors from a safetensors file, for comparing it with the reference library.",
        mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
    @Parameters(paramLabel = "MODEL_DIR", description = "Folder with config.json and a safetensors file.")
    private Path folder = Path.of("");

    @Option(
            names = "--inputs",
            required = true,
            paramLabel = "IN.safetensors",
            description =
                    "input_ids, attention_mask, token_type_ids, decoder_input_ids, input_features, pixel_values, …")
    private Path inputs = Path.of("");

    @Option(names = "--output", required = true, paramLabel = "OUT.safetensors", description = "All the model gives.")
    private Path output = Path.of("");

    @Option(names = "--explain", description = "Print how the attentions were lowered.")
    private boolean explain;

    @Mixin
    private ModelSettings settings = new ModelSettings();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        Map<String, Tensor> given = new LinkedHashMap<>();
        for (StoredTensor tensor : Safetensors.list(inputs).values()) {
            given.put(tensor.name(), Safetensors.read(tensor));
        }
        try (Model model = Model.open(folder, settings.exactOptions())) {
            Safetensors.write(output, new TreeMap<>(model.run(given)));
            if (explain) {
                model.explain(given.keySet()).forEach(spec.commandLine().getOut()::println);
            }
        }
        return 0;
    }
}
