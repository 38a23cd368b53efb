package dev.polyhead.cli;

import dev.polyhead.core.model.ModelOptions;
import dev.polyhead.core.runtime.Device;
import dev.polyhead.core.runtime.Precision;
import picocli.CommandLine.Option;

/** How a model runs, for every command that runs one. */
final class ModelSettings {
    @Option(
            names = "--device",
            paramLabel = "auto|cpu|cuda",
            description = "Where to run (default: ${DEFAULT-VALUE}).",
            defaultValue = "auto")
    Device device = Device.AUTO;

    @Option(
            names = "--precision",
            paramLabel = "auto|fp32|int8",
            description = "Arithmetic of the linear layers; auto takes int8 for int8 checkpoints on a CPU.")
    Precision precision = Precision.AUTO;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads of one operator; 0 for one a core (default: ${DEFAULT-VALUE}).",
            defaultValue = "0")
    int threads;

    ModelOptions options() {
        return new ModelOptions(device, precision, threads);
    }

    /** The same, in single precision unless another was asked for: what is compared with the reference. */
    ModelOptions exactOptions() {
        return new ModelOptions(device, precision == Precision.AUTO ? Precision.FP32 : precision, threads);
    }
}
