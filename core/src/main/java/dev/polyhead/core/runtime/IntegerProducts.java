package dev.polyhead.core.runtime;

import dev.polyhead.core.onnx.Attributes;
import dev.polyhead.core.onnx.GraphBuilder;
import dev.polyhead.core.onnx.Value;
import dev.polyhead.core.tensor.ElementType;
import java.util.Map;
import java.util.Objects;

/**
 * What this processor's products of integers are worth. Where it has no dot product of bytes (x86 without VNNI), the runtime
 * adds two products of an unsigned and a signed byte in 16 bits and cuts off what does not fit; products of two unsigned
 * bytes are exact everywhere, and slower.
 *
 * @see <a href="https://onnxruntime.ai/docs/performance/model-optimizations/quantization.html">Quantize ONNX models, "when
 *     and why do I need to use reduce range"</a>
 */
public final class IntegerProducts {
    private static final int INNER = 64;
    private static final int OUTER = 16;

    /** Asked once, in a few milliseconds. */
    private static final class Found {
        static final boolean OF_SIGNED = largest() == INNER * 255f * 127;
    }

    private IntegerProducts() {}

    /** Whether products with a matrix of signed bytes are exact. */
    public static boolean ofSigned() {
        return Found.OF_SIGNED;
    }

    /** The largest product there is, which is the first to be cut off: 255 times 127 at every place. */
    private static float largest() {
        GraphBuilder g = new GraphBuilder();
        Value row = filled(g, 255, ElementType.U8, 1, INNER);
        Value matrix = filled(g, 127, ElementType.I8, INNER, OUTER);
        Value product = g.op("MatMulInteger", Attributes.NONE, row, matrix);
        g.output("product", ElementType.F32, g.cast(product, ElementType.F32));
        try (Session session = Session.open(g.build(), SessionOptions.defaults().withThreads(1))) {
            return Objects.requireNonNull(session.run(Map.of()).get("product")).floats()[0];
        }
    }

    private static Value filled(GraphBuilder g, int value, ElementType type, int rows, int columns) {
        return g.op("Expand", g.cast(g.scalar(value), type), g.ints(rows, columns));
    }
}
