package dev.polyhead.core.transformer;

import dev.polyhead.core.layer.Activation;
import dev.polyhead.core.layer.Convolution;
import dev.polyhead.core.layer.Parameters;
import dev.polyhead.core.layer.Slot;
import dev.polyhead.core.onnx.GraphBuilder;
import dev.polyhead.core.onnx.Value;
import java.util.Optional;

/**
 * A mel spectrogram through two convolutions, the second of which halves the frames. Radford et al. 2022, section 2.2.
 *
 * @param mels frequency bands
 * @param positions frames after the convolutions
 * @param activation after each convolution
 */
public record SpectrogramInput(int mels, int positions, Activation activation) implements InputLayer {
    private static final int KERNEL = 3;

    @Override
    public String inputName() {
        return "input_features";
    }

    @Override
    public Object[] inputShape() {
        return new Object[] {mels, 2L * positions};
    }

    @Override
    public int longest() {
        return positions;
    }

    @Override
    public Value positions(Parameters p, Value main) {
        return p.g().unsqueeze(p.g().range(p.g().ints(positions)), 0);
    }

    @Override
    public Value embed(Parameters p, StackInputs inputs, Value where, int hidden) {
        GraphBuilder g = p.g();
        Value once = convolve(p, Slot.CONVOLUTION_1, mels, hidden, 1, inputs.main());
        Value twice = convolve(p, Slot.CONVOLUTION_2, hidden, hidden, 2, once);
        Value frames = g.transpose(twice, 0, 2, 1); // [batch, frame, hidden]
        return g.add(frames, p.shaped(Slot.POSITIONS, 1, positions, hidden));
    }

    private Value convolve(Parameters p, Slot slot, int in, int out, int stride, Value x) {
        String name = p.name(slot);
        Value kernel = p.vector(name + ".weight", out, in, KERNEL);
        Value bias = p.vector(name + ".bias", out);
        return activation.apply(p.g(), new Convolution(p.g(), kernel, Optional.of(bias), stride, 1, 1).apply(x));
    }
}
