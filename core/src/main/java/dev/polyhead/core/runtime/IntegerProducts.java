package dev.polyhead.core.runtime;

import dev.polyhead.core.onnx.Attributes;
import dev.polyhead.core.onnx.GraphBuilder;
import dev.polyhead.core.onnx.Value;
import dev.polyhead.core.tensor.ElementType;
import dev.polyhead.core.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
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
        Value row = g.input("row", ElementType.U8, 1, INNER);
        Value matrix = g.input("matrix", ElementType.I8, INNER, OUTER);
        Value product = g.op("MatMulInteger", Attributes.NONE, row, matrix);
        g.output("product", ElementType.F32, g.cast(product, ElementType.F32));
        try (Session session = Session.open(g.build(), SessionOptions.defaults().withThreads(1))) {
            Tensor sums = session.run(Map.of(
                            "row", filled(ElementType.U8, (byte) 255, 1, INNER),
                            "matrix", filled(ElementType.I8, (byte) 127, INNER, OUTER)))
                    .get("product");
            return Objects.requireNonNull(sums).floats()[0];
        }
    }

    private static Tensor filled(ElementType type, byte value, int rows, int columns) {
        byte[] values = new byte[rows * columns];
        Arrays.fill(values, value);
        ByteBuffer bytes = ByteBuffer.allocateDirect(values.length)
                .order(ByteOrder.nativeOrder())
                .put(values)
                .flip();
        return Tensor.wrap(type, bytes, rows, columns);
    }
}
