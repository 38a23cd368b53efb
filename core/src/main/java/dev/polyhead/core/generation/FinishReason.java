package dev.polyhead.core.generation;

/** Why a sequence ended. */
public enum FinishReason {
    /** Its last token is an end token. */
    END_TOKEN,
    /** A rule ended it, for instance a stop string. */
    RULE,
    /** It reached its maximal length or the model's context. */
    LENGTH,
    /** The time given by {@code max_time} was over. */
    TIME,
    /** The run was cancelled. */
    CANCELLED
}
