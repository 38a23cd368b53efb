package dev.polyhead.core.runtime;

/** The arithmetic of a model's linear layers. */
public enum Precision {
    /** The fastest that keeps the answers: int8 on a CPU for int8 checkpoints of text, speech and music, else fp32. */
    AUTO,
    /** Single precision; the one that equals the reference library. */
    FP32,
    /** Weights per output channel, activations per row; CPU only. */
    INT8,
    /** Half precision; refused today: CPUs emulate it, and nothing has been run on a GPU yet. */
    FP16
}
