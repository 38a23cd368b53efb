package dev.polyhead.core.model;

import dev.polyhead.core.checkpoint.Checkpoint;
import java.util.List;
import java.util.Set;

/**
 * How to read the checkpoints of one architecture: a config reader and a table of names. Found through {@link
 * java.util.ServiceLoader}; the one line of a family stands in its module's {@code META-INF/services}.
 */
public interface ModelFamily {
    /** The {@code model_type}s of {@code config.json} that are this family. */
    Set<String> modelTypes();

    /**
     * Reads a config.
     *
     * @throws dev.polyhead.core.checkpoint.CheckpointException if it asks for something that is not supported, by name
     */
    Blueprint read(Checkpoint checkpoint);

    /** Regular expressions of tensor names that a checkpoint may hold and nobody reads. */
    List<String> ignored();
}
