package dev.polyhead.core.transformer;

import dev.polyhead.core.checkpoint.CheckpointException;
import dev.polyhead.core.layer.Convolution;
import dev.polyhead.core.layer.NormSpec;
import dev.polyhead.core.layer.Parameters;
import dev.polyhead.core.layer.Slot;
import dev.polyhead.core.onnx.GraphBuilder;
import dev.polyhead.core.onnx.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A picture as a sequence of patches, with learned tokens before them. Dosovitskiy et al. 2020, section 3.1.
 *
 * @param size side of the picture in pixels
 * @param patch side of a patch in pixels
 * @param channels colours
 * @param bias whether the patches' convolution has a bias
 * @param tokens slots of the learned tokens, in order
 * @param norm over the sum (CLIP)
 */
public record PatchInput(int size, int patch, int channels, boolean bias, List<Slot> tokens, Optional<NormSpec> norm)
        implements InputLayer {
    public PatchInput {
        tokens = List.copyOf(tokens);
        if (patch < 1 || size < patch || channels < 1) {
            throw new CheckpointException(
                    "A picture of %d pixels cannot be cut into patches of %d; compare image_size and patch_size."
                            .formatted(size, patch));
        }
    }

    @Override
    public String inputName() {
        return "pixel_values";
    }

    @Override
    public Object[] inputShape() {
        return new Object[] {channels, size, size};
    }

    @Override
    public int longest() {
        return size / patch * (size / patch) + tokens.size();
    }

    @Override
    public Value positions(Parameters p, Value main) {
        return p.g().unsqueeze(p.g().range(p.g().ints(longest())), 0);
    }

    @Override
    public Value embed(Parameters p, StackInputs inputs, Value where, int hidden) {
        GraphBuilder g = p.g();
        String name = p.name(Slot.PATCHES);
        Value kernel = p.vector(name + ".weight", hidden, channels, patch, patch);
        Optional<Value> added = bias ? Optional.of(p.vector(name + ".bias", hidden)) : Optional.empty();
        Value map = new Convolution(g, kernel, added, patch, 0, 2).apply(inputs.main());
        Value patches = g.transpose(g.reshape(map, 0, hidden, -1), 0, 2, 1); // [batch, patches, hidden]
        List<Value> sequence = new ArrayList<>();
        for (Slot token : tokens) {
            Value row = p.shaped(token, 1, 1, hidden);
            Value shape = g.concat(0, g.dimension(inputs.main(), 0), g.ints(1, hidden));
            sequence.add(g.op("Expand", row, shape));
        }
        sequence.add(patches);
        Value tokensAndPatches = sequence.size() == 1 ? patches : g.concat(1, sequence.toArray(Value[]::new));
        Residual sum = new Residual(g, tokensAndPatches);
        sum.add(p.shaped(Slot.POSITIONS, 1, longest(), hidden));
        return norm.isPresent() ? sum.normed(p.norm(Slot.EMBEDDING_NORM, norm.get(), hidden)) : sum.value();
    }
}
