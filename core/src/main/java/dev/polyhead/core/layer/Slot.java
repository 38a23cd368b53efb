package dev.polyhead.core.layer;

/** A place in a stack of Transformer blocks that holds trained numbers. A family's name table says what each is called. */
public enum Slot {
    /** Embedding of words, {@code [vocab, hidden]}. */
    WORDS,
    /** Embedding of positions, {@code [positions, hidden]}. */
    POSITIONS,
    /** Embedding of token types, {@code [types, hidden]}. */
    TYPES,
    EMBEDDING_NORM,
    /** Convolution that cuts a picture into patches, {@code [hidden, channels, patch, patch]}. */
    PATCHES,
    CLASS_TOKEN,
    DISTILLATION_TOKEN,
    /** First convolution over a spectrogram, {@code [hidden, mel, 3]}. */
    CONVOLUTION_1,
    /** Second, halving the frames, {@code [hidden, hidden, 3]}. */
    CONVOLUTION_2,
    QUERY,
    KEY,
    VALUE,
    /** The three in one matrix. */
    QUERY_KEY_VALUE,
    /** What the heads' outputs are mixed by. */
    ATTENTION_OUT,
    ATTENTION_NORM,
    /** Table of relative positions. */
    RELATIVE,
    /** Projections of tokens that everybody sees (Longformer). */
    QUERY_GLOBAL,
    KEY_GLOBAL,
    VALUE_GLOBAL,
    /** Norm of each query head (Qwen3). */
    QUERY_NORM,
    KEY_NORM,
    CROSS_QUERY,
    CROSS_KEY,
    CROSS_VALUE,
    CROSS_OUT,
    CROSS_NORM,
    /** First layer of the feed-forward network. */
    UP,
    /** What multiplies it where the network is gated. */
    GATE,
    /** Second layer of the feed-forward network. */
    DOWN,
    FEED_FORWARD_NORM,
    /** Norm after the last block. */
    FINAL_NORM
}
