package dev.polyhead.core.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import dev.polyhead.core.checkpoint.CheckpointException;
import dev.polyhead.core.checkpoint.StoredTensor;
import dev.polyhead.core.tensor.ElementType;
import dev.polyhead.core.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes an ONNX graph, operator by operator. Weights are not copied into it: each is a reference into the checkpoint's
 * safetensors file. Operators are those of the ONNX standard; {@link #fused} takes those that ONNX Runtime adds.
 *
 * @see <a href="https://onnx.ai/onnx/operators/">ONNX operators</a>
 * @see <a href="https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md">ONNX Runtime's own</a>
 */
public final class GraphBuilder {
    private static final String FUSED = "com.microsoft";
    private static final int OPSET = 21;
    private static final int IR = 10;
    /** From here on operators update a cache in place (TensorScatter). */
    private static final int CACHE_OPSET = 24;

    private static final int CACHE_IR = 11;

    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("polyhead");
    private final List<String> inputs = new ArrayList<>();
    private final List<String> outputs = new ArrayList<>();
    private final Map<Object, Value> once = new HashMap<>();
    private final Map<String, Integer> counts = new HashMap<>();
    private final List<String> decisions = new ArrayList<>();
    private boolean cacheOperators;
    private @Nullable Path folder;

    /** Declares an input; each dimension is a number or the name of one that is known only when running. */
    public Value input(String name, ElementType type, Object... dimensions) {
        graph.addInput(Proto.info(name, type, dimensions));
        inputs.add(name);
        return new Value(name);
    }

    /** Makes a value an output. */
    public void output(String name, ElementType type, Value value) {
        graph.addNode(NodeProto.newBuilder()
                .setName(name)
                .setOpType("Identity")
                .addInput(value.name())
                .addOutput(name));
        graph.addOutput(Proto.info(name, type));
        outputs.add(name);
    }

    /** Makes an operator's own result an output under its own name, so that a caller's buffer can be its place. */
    public void outputInPlace(Value value, ElementType type) {
        graph.addOutput(Proto.info(value.name(), type));
        outputs.add(value.name());
    }

    /** Adds a standard operator with one result. */
    public Value op(String type, Value... operands) {
        return op(type, Attributes.NONE, operands);
    }

    public Value op(String type, Attributes attributes, Value... operands) {
        return node("", type, attributes, List.of(name(type)), operands).get(0);
    }

    /** Adds a standard operator with several results. */
    public List<Value> split(String type, int results, Attributes attributes, Value... operands) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < results; i++) {
            names.add(name(type));
        }
        return node("", type, attributes, names, operands);
    }

    /** Adds one of ONNX Runtime's fused operators with one result. */
    public Value fused(String type, Attributes attributes, Value... operands) {
        return node(FUSED, type, attributes, List.of(name(type)), operands).get(0);
    }

    /** Adds a fused operator whose results have given names; an empty name leaves a result out. */
    public List<Value> fused(String type, Attributes attributes, List<String> results, Value... operands) {
        return node(FUSED, type, attributes, results, operands);
    }

    /** Writes rows of a cache in place: {@code TensorScatter} of opset 24. */
    public Value tensorScatter(String result, Value cache, Value update, Value position) {
        cacheOperators = true;
        return node("", "TensorScatter", Attributes.with("axis", 2), List.of(result), cache, update, position)
                .get(0);
    }

    private List<Value> node(
            String domain, String type, Attributes attributes, List<String> results, Value... operands) {
        NodeProto.Builder node = NodeProto.newBuilder()
                .setName(results.stream().filter(r -> !r.isEmpty()).findFirst().orElse(type))
                .setDomain(domain)
                .setOpType(type);
        int used = operands.length;
        while (used > 0 && operands[used - 1].equals(Value.NONE)) {
            used--;
        }
        for (int i = 0; i < used; i++) {
            node.addInput(operands[i].name());
        }
        results.forEach(node::addOutput);
        attributes.values().forEach((name, value) -> node.addAttribute(Proto.attribute(name, value)));
        graph.addNode(node);
        return results.stream().map(Value::new).toList();
    }

    /** A fresh name. */
    public String name(String kind) {
        return kind + "_" + counts.merge(kind, 1, Integer::sum);
    }

    /** A weight as it is stored; used twice, it is still one. */
    public Value weight(StoredTensor tensor) {
        return once("weight " + tensor.name(), () -> {
            Path real = Objects.requireNonNull(tensor.file().getParent(), "a weight's file lies in a folder");
            if (folder == null) {
                folder = real;
            } else if (!folder.equals(real)) {
                throw new CheckpointException(
                        "The shards lie in two folders, '%s' and '%s'. Put them into one.".formatted(folder, real));
            }
            graph.addInitializer(Proto.external(tensor.name(), tensor));
            return new Value(tensor.name());
        });
    }

    /** Numbers that stand in the graph itself. */
    public Value constant(Tensor tensor) {
        String name = name("constant");
        graph.addInitializer(Proto.constant(name, tensor));
        return new Value(name);
    }

    /** A list of whole numbers, int64 {@code [count]}. */
    public Value ints(long... values) {
        return once("ints " + java.util.Arrays.toString(values), () -> constant(Tensor.of(values, values.length)));
    }

    /** A whole number, int64 {@code []}. */
    public Value integer(long value) {
        return once("integer " + value, () -> constant(Tensor.of(new long[] {value})));
    }

    /** A number, float32 {@code []}. */
    public Value scalar(double value) {
        return once("scalar " + value, () -> constant(Tensor.of(new float[] {(float) value})));
    }

    /** Emits something once however often it is asked for. */
    public Value once(Object key, Supplier<Value> emit) {
        Value known = once.get(key);
        if (known == null) {
            known = emit.get();
            once.put(key, known);
        }
        return known;
    }

    /** Notes how something was lowered, for {@code run --explain}. */
    public void decide(String decision) {
        decisions.add(decision);
    }

    public List<String> decisions() {
        return List.copyOf(decisions);
    }

    public Value add(Value a, Value b) {
        return op("Add", a, b);
    }

    public Value sub(Value a, Value b) {
        return op("Sub", a, b);
    }

    public Value mul(Value a, Value b) {
        return op("Mul", a, b);
    }

    public Value div(Value a, Value b) {
        return op("Div", a, b);
    }

    public Value matMul(Value a, Value b) {
        return op("MatMul", a, b);
    }

    /** Softmax over the last dimension. */
    public Value softmax(Value x) {
        return op("Softmax", Attributes.with("axis", -1), x);
    }

    public Value transpose(Value x, long... order) {
        return op("Transpose", Attributes.with("perm", order), x);
    }

    /** Another shape; 0 keeps a dimension, -1 is what remains. */
    public Value reshape(Value x, long... shape) {
        return op("Reshape", x, ints(shape));
    }

    public Value cast(Value x, ElementType type) {
        return op("Cast", Attributes.with("to", Proto.type(type).getNumber()), x);
    }

    public Value concat(int axis, Value... parts) {
        return op("Concat", Attributes.with("axis", axis), parts);
    }

    /** Rows of a table by index. */
    public Value gather(Value table, Value indices, int axis) {
        return op("Gather", Attributes.with("axis", axis), table, indices);
    }

    /** A part of one dimension; the bounds are int64 {@code [1]}. */
    public Value slice(Value x, Value from, Value to, int axis) {
        return op("Slice", x, from, to, ints(axis));
    }

    public Value unsqueeze(Value x, long... axes) {
        return op("Unsqueeze", x, ints(axes));
    }

    public Value squeeze(Value x, long... axes) {
        return op("Squeeze", x, ints(axes));
    }

    public Value where(Value condition, Value yes, Value no) {
        return op("Where", condition, yes, no);
    }

    /** Size of one dimension, int64 {@code [1]}. */
    public Value dimension(Value x, int index) {
        return once("dimension " + index + " " + x.name(), () -> {
            Attributes which = Attributes.with("start", index);
            return op("Shape", index == -1 ? which : which.and("end", index + 1), x);
        });
    }

    /** 0, 1, … up to a size given as int64 {@code [1]}; int64 {@code [size]}. */
    public Value range(Value size) {
        return once("range " + size.name(), () -> op("Range", integer(0), squeeze(size, 0), integer(1)));
    }

    /** Finishes the graph. */
    public OnnxModel build() {
        ModelProto model = ModelProto.newBuilder()
                .setIrVersion(cacheOperators ? CACHE_IR : IR)
                .setProducerName("polyhead")
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(cacheOperators ? CACHE_OPSET : OPSET))
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain(FUSED).setVersion(1))
                .setGraph(graph)
                .build();
        return new OnnxModel(model.toByteArray(), Optional.ofNullable(folder), inputs, outputs);
    }
}
