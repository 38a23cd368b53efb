package dev.polyhead.core.layer;

import dev.polyhead.core.tensor.Tensor;

/** Fixed positions of sines and cosines in geometric wavelengths. Vaswani et al. 2017, section 3.5. */
public enum Sinusoid {
    /** Sine and cosine alternate, as the paper writes it. */
    INTERLEAVED {
        @Override
        double at(int position, int channel, int hidden) {
            double angle = position / Math.pow(WAVELENGTHS, 2.0 * (channel / 2) / hidden);
            return channel % 2 == 0 ? Math.sin(angle) : Math.cos(angle);
        }
    },
    /** All sines, then all cosines, as Marian has it. */
    HALVES {
        @Override
        double at(int position, int channel, int hidden) {
            int half = hidden / 2 + hidden % 2;
            int pair = channel < half ? channel : channel - half;
            double angle = position / Math.pow(WAVELENGTHS, 2.0 * pair / hidden);
            return channel < half ? Math.sin(angle) : Math.cos(angle);
        }
    };

    private static final double WAVELENGTHS = 10_000;

    abstract double at(int position, int channel, int hidden);

    /** The table, float32 {@code [positions, hidden]}. */
    public Tensor table(int positions, int hidden) {
        float[] values = new float[Math.multiplyExact(positions, hidden)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) at(i / hidden, i % hidden, hidden);
        }
        return Tensor.of(values, positions, hidden);
    }
}
