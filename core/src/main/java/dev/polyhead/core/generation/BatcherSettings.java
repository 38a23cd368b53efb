package dev.polyhead.core.generation;

import java.time.Duration;

/**
 * How requests share batches.
 *
 * @param tokens most tokens of a batch; a single longer request goes alone
 * @param requests most requests of a batch
 * @param patience how long a request waits for company
 * @param queue most requests that wait; one more is rejected. A list handed in at once counts as one
 * @param perClient most requests of one client that wait, so that nobody fills the queue alone
 * @param workers batches that run at once
 */
public record BatcherSettings(int tokens, int requests, Duration patience, int queue, int perClient, int workers) {
    public BatcherSettings {
        if (tokens < 1 || requests < 1 || queue < 1 || perClient < 1 || workers < 1 || patience.isNegative()) {
            throw new IllegalArgumentException(
                    "A batcher needs at least one token, request, place in the queue and worker, and no negative wait, not %d, %d, %d (%d a client), %d, %s."
                            .formatted(tokens, requests, queue, perClient, workers, patience));
        }
    }
}
