package dev.polyhead.webapp.classification;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.polyhead.core.model.LabelScore;
import dev.polyhead.vision.HeatMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a picture shows.
 *
 * @param model the model that says so
 * @param labels best first
 * @param heatMap where it looked, if that was asked for
 * @param width pixels of a row of the upright picture
 * @param height its rows
 * @param tookMillis how long it took to decode and classify
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ClassifyAnswer(
        String model, List<LabelScore> labels, @Nullable HeatMap heatMap, int width, int height, long tookMillis) {

    /**
     * What many pictures show, in the order they were sent.
     *
     * @param model the model that says so
     * @param results one for each picture
     * @param tookMillis how long all took
     */
    record Batch(String model, List<Result> results, long tookMillis) {}

    /**
     * One picture of many.
     *
     * @param name of its file
     * @param labels best first; empty if it could not be read
     * @param heatMap where the model looked, if that was asked for
     * @param error why it could not be read
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Result(
            String name,
            List<LabelScore> labels,
            @Nullable HeatMap heatMap,
            @Nullable String error) {}
}
