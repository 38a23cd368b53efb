package dev.polyhead.core.layer;

/**
 * How activations are normalised.
 *
 * @param kind which of the two
 * @param epsilon added to the variance
 */
public record NormSpec(Kind kind, double epsilon) {
    /** The two norms of the Transformers of today. */
    public enum Kind {
        /** Mean and variance. Ba et al. 2016. */
        LAYER,
        /** Root mean square alone. Zhang and Sennrich 2019. */
        RMS
    }

    public NormSpec {
        if (!(epsilon >= 0 && epsilon < 1)) {
            throw new IllegalArgumentException("A norm's epsilon must be in [0, 1), not " + epsilon + ".");
        }
    }

    public static NormSpec layer(double epsilon) {
        return new NormSpec(Kind.LAYER, epsilon);
    }

    public static NormSpec rms(double epsilon) {
        return new NormSpec(Kind.RMS, epsilon);
    }
}
