package dev.polyhead.webapp.composition;

import java.util.List;
import java.util.UUID;

/**
 * What came of a job; the first candidate's numbers at the top.
 *
 * @param id of the composition, which is the job's
 * @param seed that gives the piece again
 * @param events how many were written
 * @param seconds length of the piece, what it continues included
 * @param notes how many it has
 * @param candidates every piece
 * @param tookSeconds how long the writing took
 */
record CompositionResult(
        UUID id, long seed, int events, double seconds, int notes, List<Candidate> candidates, double tookSeconds) {

    /** One piece: its numbers, and in which key most of its notes are. */
    record Candidate(long seed, int events, double seconds, int notes, String key, List<String> warnings) {}
}
