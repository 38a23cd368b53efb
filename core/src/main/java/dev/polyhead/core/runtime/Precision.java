package dev.polyhead.core.runtime;

/** The arithmetic of a model's linear layers. */
public enum Precision {
    /** The fastest that keeps the answers: int8 on a CPU for int8 checkpoints, else fp32; fp16 on CUDA. */
    AUTO,
    /** Single precision; the one that equals the reference library. */
    FP32,
    /** Weights per output channel, activations per row; CPU only. */
    INT8,
    /** Half precision; CUDA only, since CPUs emulate it. */
    FP16
}
