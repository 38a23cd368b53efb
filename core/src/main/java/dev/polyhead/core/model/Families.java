package dev.polyhead.core.model;

import dev.polyhead.core.checkpoint.Checkpoint;
import dev.polyhead.core.checkpoint.CheckpointException;
import dev.polyhead.core.checkpoint.Nearest;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;

/** The families there are. */
public final class Families {
    private static final Map<String, ModelFamily> BY_TYPE = load();

    private Families() {}

    private static Map<String, ModelFamily> load() {
        Map<String, ModelFamily> families = new TreeMap<>();
        for (ModelFamily family : ServiceLoader.load(ModelFamily.class)) {
            for (String type : family.modelTypes()) {
                ModelFamily other = families.put(type, family);
                if (other != null) {
                    throw new IllegalStateException("Both %s and %s claim model_type \"%s\"."
                            .formatted(
                                    other.getClass().getName(),
                                    family.getClass().getName(),
                                    type));
                }
            }
        }
        return Map.copyOf(families);
    }

    /** The {@code model_type}s that can be read. */
    public static Set<String> modelTypes() {
        return new java.util.TreeSet<>(BY_TYPE.keySet());
    }

    /**
     * Finds a checkpoint's family.
     *
     * @throws CheckpointException if there is none
     */
    public static ModelFamily of(Checkpoint checkpoint) {
        String type = checkpoint.config().text("model_type");
        ModelFamily family = BY_TYPE.get(type);
        if (family == null) {
            throw new CheckpointException("model_type \"%s\" is not supported. Nearest of the supported: %s."
                    .formatted(type, Nearest.to(type, modelTypes())));
        }
        return family;
    }
}
