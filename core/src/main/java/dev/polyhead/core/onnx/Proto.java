package dev.polyhead.core.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import dev.polyhead.core.checkpoint.StoredTensor;
import dev.polyhead.core.tensor.ElementType;
import dev.polyhead.core.tensor.Tensor;

/** ONNX's wire format, onnx.proto3 of ONNX 1.20. */
final class Proto {
    private Proto() {}

    static TensorProto.DataType type(ElementType type) {
        return switch (type) {
            case F64 -> TensorProto.DataType.DOUBLE;
            case F32 -> TensorProto.DataType.FLOAT;
            case F16 -> TensorProto.DataType.FLOAT16;
            case BF16 -> TensorProto.DataType.BFLOAT16;
            case I64 -> TensorProto.DataType.INT64;
            case I32 -> TensorProto.DataType.INT32;
            case I16 -> TensorProto.DataType.INT16;
            case I8 -> TensorProto.DataType.INT8;
            case U8 -> TensorProto.DataType.UINT8;
            case BOOL -> TensorProto.DataType.BOOL;
        };
    }

    /** A weight that stays where it is: the graph only says in which file and at which byte. */
    static TensorProto external(String name, StoredTensor tensor) {
        TensorProto.Builder proto = TensorProto.newBuilder()
                .setName(name)
                .setDataType(type(tensor.type()).getNumber())
                .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .addExternalData(entry("location", tensor.file().getFileName().toString()))
                .addExternalData(entry("offset", Long.toString(tensor.offset())))
                .addExternalData(entry("length", Long.toString(tensor.length())));
        tensor.shape().forEach(proto::addDims);
        return proto.build();
    }

    private static StringStringEntryProto entry(String key, String value) {
        return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
    }

    static TensorProto constant(String name, Tensor tensor) {
        TensorProto.Builder proto = TensorProto.newBuilder()
                .setName(name)
                .setDataType(type(tensor.type()).getNumber())
                .setRawData(ByteString.copyFrom(tensor.bytes()));
        for (long dimension : tensor.shape()) {
            proto.addDims(dimension);
        }
        return proto.build();
    }

    /** A graph's input or output; dimensions are numbers or names, none at all where the shape is left open. */
    static ValueInfoProto info(String name, ElementType type, Object... dimensions) {
        TypeProto.Tensor.Builder tensor =
                TypeProto.Tensor.newBuilder().setElemType(type(type).getNumber());
        if (dimensions.length > 0) {
            TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
            for (Object dimension : dimensions) {
                TensorShapeProto.Dimension.Builder dim = shape.addDimBuilder();
                if (dimension instanceof Number number) {
                    dim.setDimValue(number.longValue());
                } else {
                    dim.setDimParam(dimension.toString());
                }
            }
            tensor.setShape(shape);
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(tensor))
                .build();
    }

    static AttributeProto attribute(String name, Object value) {
        AttributeProto.Builder proto = AttributeProto.newBuilder().setName(name);
        if (value instanceof Integer || value instanceof Long) {
            proto.setType(AttributeProto.AttributeType.INT).setI(((Number) value).longValue());
        } else if (value instanceof Float || value instanceof Double) {
            proto.setType(AttributeProto.AttributeType.FLOAT).setF(((Number) value).floatValue());
        } else if (value instanceof String text) {
            proto.setType(AttributeProto.AttributeType.STRING).setS(ByteString.copyFromUtf8(text));
        } else if (value instanceof long[] numbers) {
            proto.setType(AttributeProto.AttributeType.INTS);
            for (long number : numbers) {
                proto.addInts(number);
            }
        } else {
            throw new IllegalArgumentException("No attribute can hold a " + value.getClass());
        }
        return proto.build();
    }
}
