package dev.polyhead.webapp.models;

import dev.polyhead.webapp.jobs.Job;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A model as the page shows it.
 *
 * @param info what is known of it
 * @param fetching the job that fetches it; null if none does
 */
record ModelRow(ModelInfo info, @Nullable Job fetching) {
    /** Stands for a task that nobody stated. */
    static final String NO_TASK = "other";

    /** The rows of models that are not here, by task. */
    static Map<String, List<ModelRow>> byTask(List<ModelRow> rows) {
        Map<String, List<ModelRow>> byTask = new TreeMap<>();
        for (ModelRow row : rows) {
            if (!row.info.here()) {
                byTask.computeIfAbsent(Optional.ofNullable(row.info.task()).orElse(NO_TASK), task -> new ArrayList<>())
                        .add(row);
            }
        }
        return byTask;
    }

    /** Where it stands: as its info says, or on its way. */
    public String state() {
        return fetching == null ? info.state() : "fetching";
    }
}
