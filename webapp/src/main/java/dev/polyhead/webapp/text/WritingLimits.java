package dev.polyhead.webapp.text;

import dev.polyhead.core.generation.GenerationConfig;
import dev.polyhead.webapp.errors.ApiException;

/** What one request may ask of the token loop: every beam and every answer has a cache of its own. */
final class WritingLimits {
    private static final int MOST_ROWS = 64;

    private WritingLimits() {}

    /**
     * Lets a config pass.
     *
     * @param place the field of the request that it came from
     * @throws ApiException 400 if it asks for too many beams or answers
     */
    static GenerationConfig checked(String place, GenerationConfig config) {
        check(place + ".num_beams", config.numBeams());
        check(place + ".num_return_sequences", config.numReturnSequences());
        return config;
    }

    private static void check(String field, int asked) {
        if (asked > MOST_ROWS) {
            throw ApiException.badRequest(field, "'%s' must be at most %d, not %d.".formatted(field, MOST_ROWS, asked));
        }
    }
}
