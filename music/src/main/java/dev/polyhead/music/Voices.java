package dev.polyhead.music;

import dev.polyhead.music.NoteEvent.NoteOn;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which track every note of a piece belongs to. Ids know no tracks, so this stands beside them.
 *
 * @param tracks the voices of the file that is continued, and last the one of everything that is written
 * @param ofNote the tracks of the first note-ons among the ids; all later notes belong to the last track
 */
public record Voices(List<Track> tracks, List<Integer> ofNote) {
    private static final String WRITTEN = "Continued";

    public Voices {
        tracks = List.copyOf(tracks);
        ofNote = List.copyOf(ofNote);
        for (int track : ofNote) {
            if (track < 0 || track >= tracks.size()) {
                throw new IllegalArgumentException(
                        "A note names track %d of %d (counted from 0).".formatted(track, tracks.size()));
            }
        }
    }

    /** Those that were kept; one piano for what was kept before there were tracks. */
    public static Voices orPiano(@Nullable Voices kept) {
        return kept == null ? piano() : kept;
    }

    /** One piano for everything. */
    public static Voices piano() {
        return new Voices(List.of(Track.PIANO), List.of());
    }

    /**
     * The tracks of a score, and one more for what continues it.
     *
     * @param ids the score as the vocabulary writes it
     */
    static Voices of(Score score, NoteEvents vocabulary, int[] ids) {
        Map<Onset, Integer> known = new HashMap<>();
        for (Note note : score.notes()) {
            known.putIfAbsent(Onset.of(note, vocabulary), note.track());
        }
        List<Track> tracks = new ArrayList<>(score.tracks());
        tracks.add(new Track(WRITTEN, 0, false));
        List<Integer> ofNote = onsets(vocabulary, ids).stream()
                .map(onset -> known.getOrDefault(onset, tracks.size() - 1))
                .toList();
        return new Voices(tracks, ofNote);
    }

    /** The same for ids of which so many note-ons are gone at the beginning, and so many are left. */
    Voices part(int gone, int left) {
        int from = Math.min(gone, ofNote.size());
        return new Voices(tracks, ofNote.subList(from, Math.min(from + left, ofNote.size())));
    }

    /**
     * What ids play, every note on its track.
     *
     * @param tempo quarter notes a minute
     */
    public Score score(NoteEvents vocabulary, int[] ids, double tempo) {
        List<Onset> onsets = onsets(vocabulary, ids);
        Map<Onset, Integer> known = new HashMap<>();
        for (int i = 0; i < Math.min(ofNote.size(), onsets.size()); i++) {
            known.put(onsets.get(i), ofNote.get(i));
        }
        List<Note> notes = new ArrayList<>();
        for (Note note : vocabulary.decode(ids).notes()) {
            int track = known.getOrDefault(Onset.of(note, vocabulary), tracks.size() - 1);
            notes.add(new Note(note.start(), note.end(), note.pitch(), note.velocity(), track));
        }
        return new Score(notes, tracks, List.of(new TempoChange(0, 60 / tempo)));
    }

    private static List<Onset> onsets(NoteEvents vocabulary, int[] ids) {
        List<Onset> onsets = new ArrayList<>();
        Performance performance = new Performance(vocabulary);
        for (int id : ids) {
            if (vocabulary.event(id) instanceof NoteOn on) {
                onsets.add(new Onset(performance.now(), on.pitch()));
            }
            performance.add(id);
        }
        return onsets;
    }

    /** A key going down; at one moment each does so once. */
    private record Onset(long step, int pitch) {
        static Onset of(Note note, NoteEvents vocabulary) {
            return new Onset(Math.round(note.start() / vocabulary.step()), note.pitch());
        }
    }
}
