package dev.polyhead.core.model;

import dev.polyhead.core.runtime.Device;
import dev.polyhead.core.runtime.Precision;

/**
 * How a model runs.
 *
 * @param device where
 * @param precision of its linear layers
 * @param threads threads of one operator; 0 for one a core
 */
public record ModelOptions(Device device, Precision precision, int threads) {
    /** On the CPU, in the checkpoint's best precision, one thread a core. */
    public static ModelOptions defaults() {
        return new ModelOptions(Device.AUTO, Precision.AUTO, 0);
    }

    public ModelOptions with(Precision other) {
        return new ModelOptions(device, other, threads);
    }

    public ModelOptions with(Device other) {
        return new ModelOptions(other, precision, threads);
    }

    public ModelOptions withThreads(int other) {
        return new ModelOptions(device, precision, other);
    }
}
