package dev.polyhead.music;

import dev.polyhead.media.audio.Melody;
import dev.polyhead.media.audio.MelodyNote;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What a piece continues: a score as ids, rests bounded, with what was changed about it. */
public final class Primer {
    /** Longer rests are shortened to this many seconds: they would fill the model's memory with nothing. */
    static final double LONGEST_REST = 2;

    /** Most events of a primer that are kept in front of what continues it. */
    public static final int MAX_EVENTS = 16_384;

    private static final int STEADY_VELOCITY = 80;

    private final int[] ids;
    private final double tempo;
    private final List<String> warnings;

    private Primer(int[] ids, double tempo, List<String> warnings) {
        this.ids = ids;
        this.tempo = tempo;
        this.warnings = List.copyOf(warnings);
    }

    /** Nothing: the model begins by itself. */
    public static Primer none() {
        return new Primer(new int[0], TempoChange.DEFAULT.bpm(), List.of());
    }

    /** Events of a piece written before, for instance {@link Composition#until}. */
    public static Primer of(int[] ids, double tempo) {
        return of(ids, tempo, List.of());
    }

    /** The same, with what was changed about it before. */
    public static Primer of(int[] ids, double tempo, List<String> warnings) {
        List<String> all = new ArrayList<>(warnings);
        return new Primer(bounded(ids, all), tempo, all);
    }

    /** The last events of a long primer: of all others the model would see nothing. */
    private static int[] bounded(int[] ids, List<String> warnings) {
        if (ids.length <= MAX_EVENTS) {
            return ids.clone();
        }
        warnings.add("Only the last %,d of the primer's %,d events were kept.".formatted(MAX_EVENTS, ids.length));
        return Arrays.copyOfRange(ids, ids.length - MAX_EVENTS, ids.length);
    }

    /**
     * The notes of a MIDI file.
     *
     * @throws IllegalArgumentException if it has none
     */
    public static Primer of(MidiFile file, NoteEvents vocabulary) {
        if (file.notes().notes().isEmpty()) {
            throw new IllegalArgumentException(
                    file.score().notes().isEmpty()
                            ? "The MIDI file has no notes, so there is nothing to continue. Give one with notes, or none."
                            : "The MIDI file has nothing but drums, which cannot be continued. Give one with notes, or none.");
        }
        List<String> warnings = new ArrayList<>(file.warnings());
        Score score = withoutLongRests(file.notes(), warnings);
        double tempo = Math.max(20, Math.min(300, score.tempos().get(0).bpm()));
        return of(vocabulary.encode(score), tempo, warnings);
    }

    /** A hummed melody, with one steady velocity: that is what the model knows best. */
    public static Primer of(Melody melody, NoteEvents vocabulary) {
        double begin = melody.notes().get(0).start();
        List<Note> notes = new ArrayList<>();
        for (MelodyNote note : melody.notes()) {
            notes.add(new Note(note.start() - begin, note.end() - begin, note.pitch(), STEADY_VELOCITY, 0));
        }
        List<String> warnings = new ArrayList<>();
        Score score = withoutLongRests(Score.of(notes), warnings);
        return of(vocabulary.encode(score), TempoChange.DEFAULT.bpm(), warnings);
    }

    private static Score withoutLongRests(Score score, List<String> warnings) {
        List<Note> moved = new ArrayList<>();
        double silentSince = 0;
        double shift = 0;
        int shortened = 0;
        for (Note note : score.notes()) {
            double rest = note.start() - silentSince;
            if (rest > LONGEST_REST) {
                shift += rest - LONGEST_REST;
                shortened++;
            }
            moved.add(new Note(note.start() - shift, note.end() - shift, note.pitch(), note.velocity(), note.track()));
            silentSince = Math.max(silentSince, note.end());
        }
        if (shortened == 0) {
            return score;
        }
        warnings.add("%d rests of more than %.0f s were shortened.".formatted(shortened, LONGEST_REST));
        return new Score(moved, score.tracks(), score.tempos().subList(0, 1));
    }

    /** The events to continue; empty for {@link #none()}. */
    public int[] ids() {
        return ids.clone();
    }

    /** Quarter notes a minute, as far as known. */
    public double tempo() {
        return tempo;
    }

    public List<String> warnings() {
        return warnings;
    }
}
