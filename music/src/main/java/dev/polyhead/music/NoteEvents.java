package dev.polyhead.music;

import java.util.Arrays;
import java.util.List;

/**
 * A vocabulary of music: how notes become the ids a model reads and writes, and back. One implementation per vocabulary;
 * {@link PerformanceEvents} is the one of the Music Transformer.
 */
public interface NoteEvents {

    /** How many ids there are; they run from 0. */
    int vocabulary();

    /** The shortest time the vocabulary can tell apart, in seconds. */
    double step();

    /** The longest {@link NoteEvent.TimeShift}, in steps. */
    int longestShift();

    /**
     * What an id says.
     *
     * @throws IllegalArgumentException if there is no such id
     */
    NoteEvent event(int id);

    /**
     * The id that says this, or the nearest the vocabulary has (velocities come in coarse steps).
     *
     * @throws IllegalArgumentException if the vocabulary cannot say it
     */
    int id(NoteEvent event);

    /**
     * Writes notes as ids, all tracks merged.
     *
     * @param score times are rounded to {@link #step()}
     * @return ids; empty for a score without notes
     * @throws IllegalArgumentException if that would take more than {@value PerformanceEvents#MAX_EVENTS} ids
     */
    int[] encode(Score score);

    /**
     * Reads ids as notes of one track. Impossible events (a note off for a silent pitch) say nothing; a note that never
     * ends is ended with the last event.
     *
     * @throws IllegalArgumentException if an id is not in the vocabulary
     */
    default Score decode(int[] ids) {
        Performance performance = new Performance(this);
        for (int id : ids) {
            performance.add(id);
        }
        return performance.score();
    }

    /** The ids' events in order. */
    default List<NoteEvent> events(int[] ids) {
        return Arrays.stream(ids).mapToObj(this::event).toList();
    }
}
