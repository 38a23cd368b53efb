package dev.polyhead.webapp.jobs;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A piece of long work as the outside sees it.
 *
 * @param id its name for good
 * @param kind id of the {@link JobKind} that does it
 * @param title what its owner would call it, such as a file name
 * @param state where it stands
 * @param progress done so far, 0 to 1
 * @param message what is happening, in a few words
 * @param result what came of it, once done
 * @param error why it failed
 * @param createdAt when it was submitted
 * @param startedAt when it was last started
 * @param finishedAt when it was over
 */
public record Job(
        UUID id,
        String kind,
        String title,
        JobState state,
        double progress,
        @Nullable String message,
        @Nullable JsonNode result,
        @Nullable String error,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt) {}
