package dev.polyhead.core.hub;

import java.lang.management.ManagementFactory;
import java.time.Duration;

/**
 * How many models may stay loaded, and for how long.
 *
 * @param budget bytes that loaded models may take together
 * @param idle an unused model is unloaded after this long; zero for never
 * @param patience how long a request waits for others to release memory before it is refused
 * @param coolDown how long a model that failed to load is not tried again
 */
public record PoolSettings(long budget, Duration idle, Duration patience, Duration coolDown) {
    public PoolSettings {
        if (budget < 1) {
            throw new IllegalArgumentException(
                    "A budget of %d bytes holds no model. Give the bytes that models may take.".formatted(budget));
        }
        if (idle.isNegative() || patience.isNegative() || coolDown.isNegative()) {
            throw new IllegalArgumentException(
                    "Times of the model pool cannot be negative: idle %s, patience %s, cool-down %s."
                            .formatted(idle, patience, coolDown));
        }
    }

    /** Half of the machine's memory (or the container's), a quarter of an hour, half a minute, half a minute. */
    public static PoolSettings defaults() {
        var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return new PoolSettings(
                Math.max(1, system.getTotalMemorySize() / 2),
                Duration.ofMinutes(15),
                Duration.ofSeconds(30),
                Duration.ofSeconds(30));
    }

    public PoolSettings withBudget(long bytes) {
        return new PoolSettings(bytes, idle, patience, coolDown);
    }

    public PoolSettings withIdle(Duration time) {
        return new PoolSettings(budget, time, patience, coolDown);
    }

    public PoolSettings withPatience(Duration time) {
        return new PoolSettings(budget, idle, time, coolDown);
    }
}
