package dev.polyhead.speech;

import dev.polyhead.core.generation.Encoded;

/** Where the decoder looks while it reads a text about one window. */
@FunctionalInterface
interface CrossAttention {
    /**
     * Reads a text once more and watches the alignment heads.
     *
     * @param window one encoded window
     * @param ids the whole text, prompt and end included
     * @return weights {@code [head][token][frame]}
     */
    float[][][] of(Encoded window, int[] ids);
}
