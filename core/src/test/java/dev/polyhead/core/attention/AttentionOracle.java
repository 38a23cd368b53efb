package dev.polyhead.core.attention;

import dev.polyhead.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Attention as loops in double precision that a reader can check against the papers. */
record AttentionOracle(
        AttentionSpec spec, int heads, int head, int seq, Real real, int distances, AttentionOracle.Tables tables) {
    /** Which keys are not padding. */
    interface Real {
        boolean is(int row, int key);
    }

    /** Trained numbers: relative {@code [heads, distances, head]} and bias {@code [buckets, heads]}. */
    record Tables(float[] relative, float[] bias, int buckets, int farthest) {}

    static Tensor random(long seed, long... shape) {
        Random random = new Random(seed);
        long size = 1;
        for (long dimension : shape) {
            size *= dimension;
        }
        float[] values = new float[(int) size];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Tensor.of(values, shape);
    }

    static List<Double> frequencies(int head) {
        List<Double> frequencies = new ArrayList<>();
        for (int pair = 0; pair < head / 2; pair++) {
            frequencies.add(Math.pow(10_000, -2.0 * pair / head));
        }
        return frequencies;
    }

    /** Query, key and value {@code [batch, seq, heads * head]} to the same of the mixed values. */
    double[] mix(Tensor[] x) {
        int channels = heads * head;
        int batch = (int) (x[0].size() / seq / channels);
        double[][] data = {doubles(x[0]), doubles(x[1]), doubles(x[2])};
        if (spec.position() instanceof Rotary rotary) {
            turn(data[0], rotary, channels);
            turn(data[1], rotary, channels);
        }
        double[] out = new double[data[0].length];
        for (int row = 0; row < batch; row++) {
            for (int h = 0; h < heads; h++) {
                for (int q = 0; q < seq; q++) {
                    double[] weights = weights(data, row, h, q);
                    for (int k = 0; k < seq; k++) {
                        for (int d = 0; d < head; d++) {
                            out[at(row, q, h, d)] += weights[k] * data[2][at(row, k, h, d)];
                        }
                    }
                }
            }
        }
        return out;
    }

    /** Query, key and value to the weights, {@code [batch, heads, query, key]}; without a rotary scheme. */
    double[] weights(Tensor[] x) {
        double[][] data = {doubles(x[0]), doubles(x[1]), doubles(x[2])};
        int batch = data[0].length / (seq * heads * head);
        double[] all = new double[batch * heads * seq * seq];
        for (int line = 0; line < batch * heads * seq; line++) {
            double[] weights = weights(data, line / seq / heads, line / seq % heads, line % seq);
            System.arraycopy(weights, 0, all, line * seq, seq);
        }
        return all;
    }

    private int at(int row, int token, int h, int d) {
        return ((row * seq + token) * heads + h) * head + d;
    }

    private static double[] doubles(Tensor tensor) {
        float[] floats = tensor.floats();
        double[] doubles = new double[floats.length];
        for (int i = 0; i < floats.length; i++) {
            doubles[i] = floats[i];
        }
        return doubles;
    }

    private void turn(double[] x, Rotary rotary, int channels) {
        for (int i = 0; i < x.length; i += head) {
            int position = i / channels % seq;
            for (int pair = 0; pair < head / 2; pair++) {
                double angle = position * rotary.frequencies().get(pair);
                double cos = Math.cos(angle) * rotary.attentionScale();
                double sin = Math.sin(angle) * rotary.attentionScale();
                double a = x[i + pair];
                double b = x[i + pair + head / 2];
                x[i + pair] = a * cos - b * sin;
                x[i + pair + head / 2] = b * cos + a * sin;
            }
        }
    }

    private double[] weights(double[][] data, int row, int h, int q) {
        double[] weights = new double[seq];
        double sum = 0;
        for (int k = 0; k < seq; k++) {
            int times = real.is(row, k) ? times(q, k) : 0;
            double weight = times == 0 ? 0 : times * agreement(data, row, h, q, k);
            weights[k] = weight;
            sum += weight;
        }
        for (int k = 0; k < seq; k++) {
            weights[k] /= sum;
        }
        return weights;
    }

    private double agreement(double[][] data, int row, int h, int q, int k) {
        if (spec.kernel() instanceof LinearAttention) {
            double dot = 0;
            for (int d = 0; d < head; d++) {
                dot += feature(data[0][at(row, q, h, d)]) * feature(data[1][at(row, k, h, d)]);
            }
            return dot;
        }
        double score = 0;
        for (int d = 0; d < head; d++) {
            score += data[0][at(row, q, h, d)] * data[1][at(row, k, h, d)];
        }
        score += addition(data[0], row, h, q, k);
        return Math.exp(score * 0.37);
    }

    private static double feature(double x) {
        return x > 0 ? x + 1 : Math.exp(x);
    }

    private double addition(double[] query, int row, int h, int q, int k) {
        if (spec.position() instanceof BucketedBias bias) {
            return tables.bias()[bucket(k - q, bias.bothWays()) * heads + h];
        }
        if (spec.position() instanceof Relative && k <= q) {
            int line = distances - 1 - Math.min(q - k, distances - 1);
            double sum = 0;
            for (int d = 0; d < head; d++) {
                sum += query[at(row, q, h, d)] * tables.relative()[(h * distances + line) * head + d];
            }
            return sum;
        }
        return 0;
    }

    /** Raffel et al. 2020, section 2.1. */
    private int bucket(int distance, boolean bothWays) {
        int side = bothWays ? tables.buckets() / 2 : tables.buckets();
        int offset = bothWays && distance > 0 ? side : 0;
        int back = bothWays ? Math.abs(distance) : Math.max(-distance, 0);
        int exact = side / 2;
        if (back < exact) {
            return offset + back;
        }
        double part = Math.log((double) back / exact) / Math.log((double) tables.farthest() / exact);
        return offset + Math.min(side - 1, exact + (int) (part * (side - exact)));
    }

    /** How often a query sees a key. */
    private int times(int q, int k) {
        AttentionPattern pattern = spec.pattern();
        if (pattern instanceof AttentionPattern.Causal) {
            return k <= q ? 1 : 0;
        }
        if (pattern instanceof AttentionPattern.CausalWindow window) {
            return k <= q && q - k < window.window() ? 1 : 0;
        }
        if (pattern instanceof AttentionPattern.SlidingWindow window) {
            return Math.abs(q - k) <= window.reach() ? 1 : 0;
        }
        return pattern instanceof AttentionPattern.BlockSparse sparse ? blockTimes(sparse, q, k) : 1;
    }

    /** Zaheer et al. 2020, appendix D. */
    private int blockTimes(AttentionPattern.BlockSparse sparse, int q, int k) {
        int blocks = (seq + sparse.block() - 1) / sparse.block();
        int mine = q / sparse.block();
        int other = k / sparse.block();
        if (mine == 0 || mine == blocks - 1) {
            return 1;
        }
        int times = other == 0 || other == blocks - 1 || Math.abs(mine - other) <= 1 ? 1 : 0;
        for (int slot = 0; slot < sparse.random(); slot++) {
            times += sparse.plan().draw(mine, slot) % blocks == other ? 1 : 0;
        }
        return times;
    }
}
