package dev.polyhead.core.layer;

/** How the matrix of a linear layer lies in the file. */
public enum WeightLayout {
    /** {@code [out, in]}, as PyTorch's Linear. */
    OUT_IN,
    /** {@code [in, out]}, as GPT-2's Conv1D. */
    IN_OUT
}
