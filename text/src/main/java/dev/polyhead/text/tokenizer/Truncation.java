package dev.polyhead.text.tokenizer;

/** Which text of a pair gives way when both together exceed the limit. */
public enum Truncation {
    /** The longer of the two, token by token; a single text simply loses its end. */
    LONGEST_FIRST,
    /** Only the first text. */
    ONLY_FIRST,
    /** Only the second text: a question stays whole while its passage is cut. */
    ONLY_SECOND,
    /** Neither: a text that is too long is an error. */
    NEVER
}
