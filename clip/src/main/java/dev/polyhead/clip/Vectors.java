package dev.polyhead.clip;

import java.nio.ByteBuffer;
import java.util.Base64;
import org.apache.lucene.util.VectorUtil;

/** Arithmetic on embeddings. */
final class Vectors {
    private Vectors() {}

    /** A copy of length 1; a vector of zeros stays. */
    static float[] unit(float[] vector) {
        double sum = 0;
        for (float v : vector) {
            sum += (double) v * v;
        }
        float scale = sum == 0 ? 0 : (float) (1 / Math.sqrt(sum));
        float[] unit = new float[vector.length];
        for (int i = 0; i < unit.length; i++) {
            unit[i] = vector[i] * scale;
        }
        return unit;
    }

    /** Adds {@code weight * vector} to a sum. */
    static void add(float[] sum, float[] vector, float weight) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += weight * vector[i];
        }
    }

    /** A vector as text, without loss. */
    static String print(float[] vector) {
        ByteBuffer bytes = ByteBuffer.allocate(vector.length * Float.BYTES);
        bytes.asFloatBuffer().put(vector);
        return Base64.getEncoder().encodeToString(bytes.array());
    }

    /** What {@link #print} wrote. */
    static float[] parse(String text) {
        ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(text));
        float[] vector = new float[bytes.remaining() / Float.BYTES];
        bytes.asFloatBuffer().get(vector);
        return vector;
    }

    static float dot(float[] a, float[] b) {
        return VectorUtil.dotProduct(a, b);
    }
}
