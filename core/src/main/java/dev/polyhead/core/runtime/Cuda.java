package dev.polyhead.core.runtime;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import dev.polyhead.core.onnx.GraphBuilder;
import dev.polyhead.core.onnx.Value;
import dev.polyhead.core.tensor.ElementType;
import dev.polyhead.core.tensor.Tensor;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out whether CUDA works here; the runtime lists it even where its libraries cannot be loaded. */
public final class Cuda {
    private static final Logger LOG = LoggerFactory.getLogger(Cuda.class);

    private Cuda() {}

    /**
     * Decides where to run.
     *
     * @return CPU or CUDA
     * @throws RuntimeFailure if CUDA was asked for by name and does not work
     */
    public static Device resolve(Device asked) {
        if (asked == Device.CPU) {
            return Device.CPU;
        }
        Optional<RuntimeFailure> failure = Probe.FAILURE;
        if (failure.isEmpty()) {
            return Device.CUDA;
        }
        if (asked == Device.CUDA) {
            throw new RuntimeFailure(
                    "CUDA does not work here: %s Build with -Pcuda, install CUDA 12 and cuDNN 9, or use --device cpu."
                            .formatted(failure.get().getMessage()),
                    failure.get());
        }
        return Device.CPU;
    }

    static void addTo(OrtSession.SessionOptions options) throws OrtException {
        try (OrtCUDAProviderOptions cuda = new OrtCUDAProviderOptions(0)) {
            cuda.add("use_tf32", "0");
            options.addCUDA(cuda);
        }
    }

    /** Asked once a process. */
    private static final class Probe {
        static final Optional<RuntimeFailure> FAILURE = probe();

        private static Optional<RuntimeFailure> probe() {
            if (!ai.onnxruntime.OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA)) {
                LOG.info("Running on the CPU: this build has no CUDA.");
                return Optional.of(new RuntimeFailure("This build has no CUDA.", new IllegalStateException("no CUDA")));
            }
            GraphBuilder g = new GraphBuilder();
            Value x = g.input("x", ElementType.F32, 1);
            g.output("y", ElementType.F32, g.add(x, x));
            try (Session session = Session.open(g.build(), new SessionOptions(Device.CUDA, 0, true, false))) {
                session.run(Map.of("x", Tensor.of(new float[] {1}, 1)));
                return Optional.empty();
            } catch (RuntimeFailure e) {
                LOG.info("Running on the CPU: CUDA is built in but does not work: {}", e.getMessage());
                return Optional.of(e);
            }
        }
    }
}
