package dev.polyhead.text;

import dev.polyhead.core.checkpoint.ConfigJson;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** The names of a classifier's outputs: {@code id2label} of {@code config.json}. */
final class Labels {
    private Labels() {}

    /** @return a name for each of so many outputs; {@code LABEL_2} where the config has none */
    static List<String> of(ConfigJson config, int count) {
        JsonNode names = config.json().path("id2label");
        List<String> labels = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            labels.add(names.path(Integer.toString(i)).asString("LABEL_" + i));
        }
        return labels;
    }
}
