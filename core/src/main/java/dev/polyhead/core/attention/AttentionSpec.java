package dev.polyhead.core.attention;

/**
 * An attention, as three independent choices.
 *
 * @param pattern who may look at whom
 * @param position how distance enters
 * @param kernel how the sum is computed
 */
public record AttentionSpec(AttentionPattern pattern, PositionScheme position, AttentionKernel kernel) {
    public AttentionSpec {
        position.check(pattern);
        kernel.check(pattern, position);
    }

    /** BERT, ViT: everybody sees everybody, scaled by the root of the head's size. */
    public static AttentionSpec full(int headSize) {
        return new AttentionSpec(new AttentionPattern.Full(), new PositionScheme.None(), Softmax.scaled(headSize));
    }

    /** GPT: everybody sees the past. */
    public static AttentionSpec causal(int headSize) {
        return new AttentionSpec(new AttentionPattern.Causal(), new PositionScheme.None(), Softmax.scaled(headSize));
    }

    /** Whether some tokens can ask without the others: it counts neither where they stand nor who asks beside them. */
    public boolean letsSomeAsk() {
        return pattern instanceof AttentionPattern.Full
                && position instanceof PositionScheme.None
                && kernel instanceof Softmax;
    }

    public AttentionSpec with(AttentionPattern other) {
        return new AttentionSpec(other, position, kernel);
    }

    public AttentionSpec with(PositionScheme other) {
        return new AttentionSpec(pattern, other, kernel);
    }

    public AttentionSpec with(AttentionKernel other) {
        return new AttentionSpec(pattern, position, other);
    }
}
