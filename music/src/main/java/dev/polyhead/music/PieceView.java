package dev.polyhead.music;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A piece as JSON shows it.
 *
 * @param seed that gives it again
 * @param seconds length
 * @param given seconds of it that were continued, 0 for a piece from nothing
 * @param tempo quarter notes a minute
 * @param key in which most of its notes are
 * @param tracks names of the voices
 * @param notes by time
 * @param events keys going down and up, in order
 * @param ids the same as performance events
 * @param warnings what its owner ought to know
 */
public record PieceView(
        long seed,
        double seconds,
        double given,
        double tempo,
        String key,
        List<String> tracks,
        List<NoteView> notes,
        List<PlayedEvent> events,
        List<Integer> ids,
        List<String> warnings) {

    /**
     * A note.
     *
     * @param time when it is struck, in seconds
     * @param duration in seconds
     * @param note MIDI number
     * @param velocity 1 to 127
     * @param track index into {@link PieceView#tracks()}
     */
    public record NoteView(double time, double duration, int note, int velocity, int track) {
        static NoteView of(Note note) {
            return new NoteView(
                    rounded(note.start()), rounded(note.seconds()), note.pitch(), note.velocity(), note.track());
        }
    }

    /**
     * The view of ids that a composer wrote.
     *
     * @param asked the key it was to be in: it is called that, where no other fits better
     */
    public static PieceView of(
            NoteEvents vocabulary,
            long seed,
            int[] ids,
            int given,
            double tempo,
            Voices voices,
            @Nullable Key asked,
            List<String> warnings) {
        Composition piece = new Composition(vocabulary, ids, given, tempo, voices, seed, warnings, false);
        Performance primer = new Performance(vocabulary);
        for (int i = 0; i < given; i++) {
            primer.add(ids[i]);
        }
        Score score = piece.score();
        return new PieceView(
                seed,
                rounded(score.seconds()),
                rounded(primer.seconds()),
                tempo,
                Key.best(score.notes(), asked).toString(),
                score.tracks().stream().map(Track::name).toList(),
                score.notes().stream().map(NoteView::of).toList(),
                piece.played(),
                Arrays.stream(ids).boxed().toList(),
                warnings);
    }

    private static double rounded(double seconds) {
        return Math.rint(seconds * 1000) / 1000;
    }
}
