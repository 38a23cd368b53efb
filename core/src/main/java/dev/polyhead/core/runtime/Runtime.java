package dev.polyhead.core.runtime;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import dev.polyhead.core.tensor.ElementType;
import dev.polyhead.core.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The process's one ONNX Runtime, and how its types meet ours. */
final class Runtime {
    static final OrtEnvironment ENVIRONMENT = RuntimeStart.start();

    private Runtime() {}

    static OnnxTensor tensor(ElementType type, ByteBuffer bytes, long[] shape) {
        try {
            return OnnxTensor.createTensor(ENVIRONMENT, bytes, shape, java(type));
        } catch (OrtException e) {
            throw new RuntimeFailure(
                    "No tensor %s of %s can be made.".formatted(java.util.Arrays.toString(shape), type), e);
        }
    }

    /** Copies a result out of the runtime's memory. */
    static Tensor copy(OnnxTensor tensor) {
        ByteBuffer bytes = tensor.getByteBuffer().order(ByteOrder.nativeOrder());
        ByteBuffer direct = bytes.isDirect()
                ? bytes
                : ByteBuffer.allocateDirect(bytes.remaining())
                        .order(ByteOrder.nativeOrder())
                        .put(bytes)
                        .flip();
        return Tensor.wrap(
                element(tensor.getInfo().type), direct, tensor.getInfo().getShape());
    }

    private static OnnxJavaType java(ElementType type) {
        return switch (type) {
            case F64 -> OnnxJavaType.DOUBLE;
            case F32 -> OnnxJavaType.FLOAT;
            case F16 -> OnnxJavaType.FLOAT16;
            case BF16 -> OnnxJavaType.BFLOAT16;
            case I64 -> OnnxJavaType.INT64;
            case I32 -> OnnxJavaType.INT32;
            case I16 -> OnnxJavaType.INT16;
            case I8 -> OnnxJavaType.INT8;
            case U8 -> OnnxJavaType.UINT8;
            case BOOL -> OnnxJavaType.BOOL;
        };
    }

    private static ElementType element(OnnxJavaType type) {
        return switch (type) {
            case DOUBLE -> ElementType.F64;
            case FLOAT -> ElementType.F32;
            case FLOAT16 -> ElementType.F16;
            case BFLOAT16 -> ElementType.BF16;
            case INT64 -> ElementType.I64;
            case INT32 -> ElementType.I32;
            case INT16 -> ElementType.I16;
            case INT8 -> ElementType.I8;
            case UINT8 -> ElementType.U8;
            case BOOL -> ElementType.BOOL;
            default -> throw new IllegalArgumentException("A graph gave " + type + ", which no tensor holds.");
        };
    }
}
