package dev.polyhead.core.hub;

import dev.polyhead.core.checkpoint.CheckpointException;
import dev.polyhead.core.checkpoint.ConfigJson;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/**
 * The files that {@code model.safetensors.index.json} names.
 *
 * @param files their names
 */
record ShardIndex(Set<String> files) {
    static ShardIndex read(Path file) {
        return of(ConfigJson.read(file));
    }

    static ShardIndex of(ConfigJson index) {
        ConfigJson map = index.object("weight_map")
                .orElseThrow(() -> new CheckpointException("model.safetensors.index.json lacks \"weight_map\"."));
        Set<String> files = new TreeSet<>();
        map.json().propertyNames().forEach(tensor -> files.add(map.text(tensor)));
        return new ShardIndex(files);
    }
}
