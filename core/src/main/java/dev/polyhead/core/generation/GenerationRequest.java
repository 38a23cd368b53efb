package dev.polyhead.core.generation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@link Generator} is asked to write.
 *
 * @param prompts tokens each sequence begins with. Without an encoder an empty prompt becomes the begin token; with an
 *     encoder these are the decoder's, prompt {@code i} belongs to item {@code i} of the source, and an empty prompt
 *     becomes the decoder's start token
 * @param source what the encoder said, for models that have one; stays the caller's
 * @param sourceIds the encoder's tokens, an item each; needed only for the rules that compare with them, else empty
 * @param config lengths, search, penalties
 * @param rules further edits of the logits, after those the config asks for
 * @param listener hears of every token
 * @param cancellation ends the run
 */
public record GenerationRequest(
        List<int[]> prompts,
        @Nullable Encoded source,
        List<int[]> sourceIds,
        GenerationConfig config,
        List<LogitsRule> rules,
        TokenListener listener,
        Cancellation cancellation) {
    public GenerationRequest {
        prompts = List.copyOf(prompts);
        sourceIds = List.copyOf(sourceIds);
        rules = List.copyOf(rules);
        if (prompts.isEmpty()) {
            throw new IllegalArgumentException("There is nothing to write without a prompt. Give at least one.");
        }
        if (source != null && source.batch() != prompts.size()) {
            throw new IllegalArgumentException("%d prompts cannot belong to %d items of the encoder. Give one each."
                    .formatted(prompts.size(), source.batch()));
        }
        if (!sourceIds.isEmpty() && sourceIds.size() != prompts.size()) {
            throw new IllegalArgumentException("%d prompts cannot belong to %d rows of source tokens. Give one each."
                    .formatted(prompts.size(), sourceIds.size()));
        }
    }

    public GenerationRequest(
            List<int[]> prompts,
            @Nullable Encoded source,
            GenerationConfig config,
            List<LogitsRule> rules,
            TokenListener listener,
            Cancellation cancellation) {
        this(prompts, source, List.of(), config, rules, listener, cancellation);
    }

    /** A request for a model without an encoder. */
    public static GenerationRequest of(List<int[]> prompts, GenerationConfig config) {
        return new GenerationRequest(prompts, null, config, List.of(), TokenListener.NONE, new Cancellation());
    }

    /** The same about an encoder's output. */
    public GenerationRequest withSource(Encoded encoded, List<int[]> encoderIds) {
        return new GenerationRequest(prompts, encoded, encoderIds, config, rules, listener, cancellation);
    }

    public GenerationRequest withRules(List<LogitsRule> more) {
        return new GenerationRequest(prompts, source, sourceIds, config, more, listener, cancellation);
    }

    public GenerationRequest withListener(TokenListener other) {
        return new GenerationRequest(prompts, source, sourceIds, config, rules, other, cancellation);
    }

    public GenerationRequest withCancellation(Cancellation other) {
        return new GenerationRequest(prompts, source, sourceIds, config, rules, listener, other);
    }
}
