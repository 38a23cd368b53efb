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
    private final Voices voices;
    private final List<String> warnings;

    private Primer(int[] ids, double tempo, Voices voices, List<String> warnings) {
        this.ids = ids;
        this.tempo = tempo;
        this.voices = voices;
        this.warnings = List.copyOf(warnings);
    }

    /** Nothing: the model begins by itself. */
    public static Primer none() {
        return new Primer(new int[0], TempoChange.DEFAULT.bpm(), Voices.piano(), List.of());
    }

    /** Events of a piece written before, for instance {@link Composition#until}. */
    public static Primer of(int[] ids, double tempo) {
        return of(ids, tempo, Voices.piano(), List.of());
    }

    /**
     * The same, with its voices and what was changed about it before. Of a long primer the last events are kept: of all
     * others the model would see nothing.
     */
    public static Primer of(int[] ids, double tempo, Voices voices, List<String> warnings) {
        int gone = Math.max(0, ids.length - MAX_EVENTS);
        List<String> all = new ArrayList<>(warnings);
        if (gone > 0) {
            all.add("Only the last %,d of the primer's %,d events were kept.".formatted(MAX_EVENTS, ids.length));
        }
        int[] kept = Arrays.copyOfRange(ids, gone, ids.length);
        return new Primer(kept, tempo, voices.part(strikes(ids, 0, gone), strikes(ids, gone, ids.length)), all);
    }

    private static int strikes(int[] ids, int from, int to) {
        NoteEvents vocabulary = new PerformanceEvents();
        return (int) Arrays.stream(ids, from, to)
                .filter(id -> vocabulary.event(id) instanceof NoteEvent.NoteOn)
                .count();
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
        int[] ids = vocabulary.encode(score);
        return of(ids, tempo, Voices.of(score, vocabulary, ids), warnings);
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
        return of(vocabulary.encode(score), TempoChange.DEFAULT.bpm(), Voices.piano(), warnings);
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
        warnings.add("Rests of more than %.0f s were shortened: %d.".formatted(LONGEST_REST, shortened));
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

    /** Which tracks its notes belong to. */
    public Voices voices() {
        return voices;
    }

    public List<String> warnings() {
        return warnings;
    }
}
