package dev.polyhead.core.runtime;

/** Where graphs run. */
public enum Device {
    /** CUDA where a probe of it works, else the CPU. */
    AUTO,
    CPU,
    /** NVIDIA GPUs. Needs the {@code cuda} build; written from the documentation and never run on a GPU by us. */
    CUDA
}
