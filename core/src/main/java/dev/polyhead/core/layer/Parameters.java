package dev.polyhead.core.layer;

import dev.polyhead.core.checkpoint.CheckpointException;
import dev.polyhead.core.checkpoint.StoredTensor;
import dev.polyhead.core.checkpoint.Weights;
import dev.polyhead.core.onnx.GraphBuilder;
import dev.polyhead.core.onnx.Value;
import dev.polyhead.core.tensor.ElementType;
import java.util.Optional;

/**
 * Brings a checkpoint's tensors into a graph as layers.
 *
 * @param g the graph
 * @param weights the checkpoint's tensors
 * @param names what they are called
 * @param layer which block {@code %d} stands for
 * @param arithmetic what linear layers compute in
 */
public record Parameters(GraphBuilder g, Weights weights, Names names, int layer, Arithmetic arithmetic) {

    public Parameters at(int block) {
        return new Parameters(g, weights, names, block, arithmetic);
    }

    /** The same with other arithmetic. */
    public Parameters with(Arithmetic other) {
        return new Parameters(g, weights, names, layer, other);
    }

    /** The same graph under another part of the checkpoint and another table. */
    public Parameters of(Weights scope, Names table) {
        return new Parameters(g, scope, table, 0, arithmetic);
    }

    /** Whether the table has a name for a slot. */
    public boolean has(Slot slot) {
        return names.has(slot);
    }

    public String name(Slot slot) {
        return names.of(slot, layer)
                .orElseThrow(() -> new IllegalStateException("The family's table has no name for " + slot + "."));
    }

    public Linear linear(Slot slot, int in, int out) {
        return linear(name(slot), in, out, !names.biasless().contains(slot), names.layout());
    }

    /** A linear layer by name, {@code [out, in]} in the file. */
    public Linear linear(String name, int in, int out, boolean bias) {
        return linear(name, in, out, bias, WeightLayout.OUT_IN);
    }

    private Linear linear(String name, int in, int out, boolean bias, WeightLayout layout) {
        Optional<Value> added = bias ? Optional.of(vector(name + ".bias", out)) : Optional.empty();
        return new Linear(g, matrix(name, in, out, layout), added, arithmetic);
    }

    private Matrix matrix(String name, int in, int out, WeightLayout layout) {
        StoredTensor weight = layout == WeightLayout.OUT_IN
                ? weights.get(name + ".weight", out, in)
                : weights.get(name + ".weight", in, out);
        return new Matrix(g, weight, scale(name, weight, out), layout);
    }

    private Optional<StoredTensor> scale(String name, StoredTensor weight, int out) {
        if (weight.type() != ElementType.I8) {
            return Optional.empty();
        }
        return Optional.of(weights.get(name + ".weight_scale", out, 1));
    }

    public Embedding embedding(Slot slot, int count, int hidden) {
        return embedding(name(slot), count, hidden);
    }

    public Embedding embedding(String name, int count, int hidden) {
        return new Embedding(g, matrix(name, hidden, count, WeightLayout.OUT_IN), arithmetic);
    }

    /** A norm, also under the names of old checkpoints, {@code gamma} and {@code beta}. */
    public Norm norm(Slot slot, NormSpec spec, int size) {
        return norm(name(slot), spec, size, !names.biasless().contains(slot));
    }

    public Norm norm(String name, NormSpec spec, int size) {
        return norm(name, spec, size, true);
    }

    private Norm norm(String name, NormSpec spec, int size, boolean biased) {
        boolean old = !weights.has(name + ".weight") && weights.has(name + ".gamma");
        Value scale = vector(name + (old ? ".gamma" : ".weight"), size);
        Optional<Value> bias = spec.kind() == NormSpec.Kind.LAYER && biased
                ? Optional.of(vector(name + (old ? ".beta" : ".bias"), size))
                : Optional.empty();
        return new Norm(g, spec, scale, bias);
    }

    /** A float tensor by its slot's name, itself or its {@code .weight}, whatever its leading dimensions of size 1. */
    public Value shaped(Slot slot, long... shape) {
        String name = weights.has(name(slot)) ? name(slot) : name(slot) + ".weight";
        StoredTensor tensor = weights.get(name);
        if (tensor.shape().stream().reduce(1L, (a, b) -> a * b) != dev.polyhead.core.tensor.Shape.size(shape)) {
            throw new CheckpointException("Tensor '%s' is %s, but the config calls for %s."
                    .formatted(tensor.name(), tensor.shape(), java.util.Arrays.toString(shape)));
        }
        return g.reshape(number(g, tensor), shape);
    }

    /** A float tensor by its whole name. */
    public Value vector(String name, long... shape) {
        return number(g, weights.get(name, shape));
    }

    /** A stored tensor as float32; the cast is folded when the graph is loaded. */
    static Value number(GraphBuilder g, StoredTensor tensor) {
        Value stored = g.weight(tensor);
        return switch (tensor.type()) {
            case F32 -> stored;
            case F16, BF16, F64 -> g.once("float " + tensor.name(), () -> g.cast(stored, ElementType.F32));
            default ->
                throw new CheckpointException("Tensor '%s' holds %s where floating point numbers are expected."
                        .formatted(tensor.name(), tensor.type()));
        };
    }
}
