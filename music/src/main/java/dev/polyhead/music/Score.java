package dev.polyhead.music;

import java.util.ArrayList;
import java.util.List;

/**
 * A piece of music: its notes in time, whatever file or model they came from.
 *
 * @param notes by {@link Note#BY_TIME}
 * @param tracks the voices the notes belong to; at least one if there is a note
 * @param tempos by time, the first at 0; they say where the beats are and change nothing about the notes' times
 */
public record Score(List<Note> notes, List<Track> tracks, List<TempoChange> tempos) {

    public Score {
        notes = notes.stream().sorted(Note.BY_TIME).toList();
        tracks = List.copyOf(tracks);
        tempos = List.copyOf(tempos);
        for (Note note : notes) {
            if (note.track() >= tracks.size()) {
                throw new IllegalArgumentException("A note names track %d of a score with %d tracks (counted from 0)."
                        .formatted(note.track(), tracks.size()));
            }
        }
        if (tempos.isEmpty() || tempos.get(0).time() != 0) {
            throw new IllegalArgumentException("A score needs a tempo from its beginning on. Add one at 0 s.");
        }
    }

    /** Notes of one piano at 120 quarters a minute. */
    public static Score of(List<Note> notes) {
        return new Score(notes, List.of(Track.PIANO), List.of(TempoChange.DEFAULT));
    }

    /** When the last note falls silent, in seconds; 0 without notes. */
    public double seconds() {
        return notes.stream().mapToDouble(Note::end).max().orElse(0);
    }

    /** How many quarter notes have passed at a time given in seconds. */
    public double quarters(double seconds) {
        double quarters = 0;
        for (int i = 0; i < tempos.size(); i++) {
            TempoChange tempo = tempos.get(i);
            if (tempo.time() >= seconds) {
                break;
            }
            double until =
                    i + 1 < tempos.size() ? Math.min(seconds, tempos.get(i + 1).time()) : seconds;
            quarters += (until - tempo.time()) / tempo.secondsPerQuarter();
        }
        return quarters;
    }

    /** The same piece without the tracks marked as drums; the tracks keep their numbers. */
    public Score withoutDrums() {
        return new Score(
                notes.stream().filter(note -> !tracks.get(note.track()).drums()).toList(), tracks, tempos);
    }

    /** What sounds before a time, notes that are still held being ended there. */
    public Score until(double seconds) {
        List<Note> kept = new ArrayList<>();
        for (Note note : notes) {
            if (note.start() < seconds) {
                kept.add(new Note(
                        note.start(), Math.min(note.end(), seconds), note.pitch(), note.velocity(), note.track()));
            }
        }
        return new Score(
                kept,
                tracks,
                tempos.stream().filter(t -> t.time() == 0 || t.time() < seconds).toList());
    }
}
