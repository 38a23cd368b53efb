package dev.polyhead.core.runtime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.polyhead.core.onnx.OnnxModel;
import dev.polyhead.core.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A graph ready to run. Safe for concurrent runs; holds native memory until closed. */
public final class Session implements AutoCloseable {
    /** For so long an idle thread waits awake for the next operator of a run, before it sleeps. */
    private static final String SPIN_MICROSECONDS = "50";

    private final OrtSession session;

    private Session(OrtSession session) {
        this.session = session;
    }

    /**
     * Opens a graph of our own making.
     *
     * @throws RuntimeFailure if the runtime refuses it
     */
    public static Session open(OnnxModel model, SessionOptions options) {
        try (OrtSession.SessionOptions native_ = nativeOptions(options)) {
            if (model.weights().isPresent()) {
                native_.addConfigEntry(
                        "session.model_external_initializers_file_folder_path",
                        model.weights().get().toString());
            }
            return new Session(Runtime.ENVIRONMENT.createSession(model.bytes(), native_));
        } catch (OrtException e) {
            throw new RuntimeFailure("ONNX Runtime does not accept the graph: " + e.getMessage(), e);
        }
    }

    /** Opens an ONNX file that somebody else wrote. */
    public static Session open(Path file, SessionOptions options) {
        try (OrtSession.SessionOptions native_ = nativeOptions(options)) {
            return new Session(Runtime.ENVIRONMENT.createSession(Files.readAllBytes(file), native_));
        } catch (OrtException | IOException e) {
            throw new RuntimeFailure("'%s' cannot be opened as an ONNX model.".formatted(file), e);
        }
    }

    private static OrtSession.SessionOptions nativeOptions(SessionOptions options) throws OrtException {
        OrtSession.SessionOptions native_ = new OrtSession.SessionOptions();
        native_.setMemoryPatternOptimization(false);
        // Adding the bias and Gelu take two thirds of what the operator takes that does both.
        native_.addConfigEntry("optimization.disable_specified_optimizers", "BiasGeluFusion");
        native_.addConfigEntry("session.intra_op.allow_spinning", options.awake() ? "1" : "0");
        native_.addConfigEntry("session.intra_op.spin_duration_us", SPIN_MICROSECONDS);
        if (!options.prepack()) {
            native_.addConfigEntry("session.disable_prepacking", "1");
        }
        if (options.threads() > 0) {
            native_.setIntraOpNumThreads(options.threads());
        }
        if (options.device() == Device.CUDA) {
            Cuda.addTo(native_);
        }
        return native_;
    }

    /** Runs the graph for all its outputs. */
    public Map<String, Tensor> run(Map<String, Tensor> inputs) {
        return run(inputs, session.getOutputNames());
    }

    /** Runs the graph for some outputs. */
    public Map<String, Tensor> run(Map<String, Tensor> inputs, Set<String> outputs) {
        return run(inputs, Map.of(), outputs);
    }

    /**
     * Runs the graph on given and on resident tensors until it is through or somebody interrupts it.
     *
     * @param inputs what it reads once
     * @param residents what it reads and what stays where it is
     * @param places where its outputs go; a tensor that is a resident too is updated in place
     * @throws Cancelled if it was interrupted; what stands in {@code places} is then worth nothing
     */
    public void run(
            Map<String, Tensor> inputs,
            Map<String, NativeTensor> residents,
            Map<String, NativeTensor> places,
            Interruption interruption) {
        run(inputs, residents, Set.of(), places, interruption);
    }

    /**
     * Runs the graph on resident tensors until it is through or somebody interrupts it.
     *
     * @param residents what it reads and what stays where it is
     * @param places where its outputs go; a tensor that is a resident too is updated in place
     * @throws Cancelled if it was interrupted; what stands in {@code places} is then worth nothing
     */
    public void run(Map<String, NativeTensor> residents, Map<String, NativeTensor> places, Interruption interruption) {
        run(Map.of(), residents, Set.of(), places, interruption);
    }

    /** Runs the graph on given and on resident tensors for some outputs. */
    public Map<String, Tensor> run(
            Map<String, Tensor> inputs, Map<String, NativeTensor> residents, Set<String> outputs) {
        return run(inputs, residents, outputs, Map.of(), null);
    }

    private Map<String, Tensor> run(
            Map<String, Tensor> inputs,
            Map<String, NativeTensor> residents,
            Set<String> outputs,
            Map<String, NativeTensor> places,
            @Nullable Interruption interruption) {
        Map<String, OnnxTensor> made = new LinkedHashMap<>();
        Map<String, OnnxTensor> pinned = new LinkedHashMap<>();
        places.forEach((name, tensor) -> pinned.put(name, tensor.tensor()));
        try {
            inputs.forEach(
                    (name, tensor) -> made.put(name, Runtime.tensor(tensor.type(), tensor.bytes(), tensor.shape())));
            Map<String, OnnxTensor> handed = new LinkedHashMap<>(made);
            residents.forEach((name, tensor) -> handed.put(name, tensor.tensor()));
            OrtSession.RunOptions options = interruption == null ? null : interruption.options();
            try (OrtSession.Result result = session.run(handed, outputs, pinned, options)) {
                Map<String, Tensor> copies = new LinkedHashMap<>();
                for (String name : outputs) {
                    copies.put(name, Runtime.copy((OnnxTensor) result.get(name).orElseThrow()));
                }
                return copies;
            }
        } catch (OrtException e) {
            if (interruption != null && interruption.asked()) {
                throw new Cancelled();
            }
            throw isShortOfMemory(e)
                    ? new MemoryFailure(e)
                    : new RuntimeFailure("ONNX Runtime stopped: " + e.getMessage(), e);
        } finally {
            made.values().forEach(OnnxTensor::close);
        }
    }

    private static boolean isShortOfMemory(OrtException e) {
        String message = String.valueOf(e.getMessage());
        return message.contains("Failed to allocate memory") || message.contains("bad allocation");
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new RuntimeFailure("ONNX Runtime does not release the session.", e);
        }
    }
}
