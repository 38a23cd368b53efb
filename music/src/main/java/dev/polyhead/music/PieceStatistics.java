package dev.polyhead.music;

import java.util.List;

/**
 * A few numbers that tell music from noise.
 *
 * @param notes how many
 * @param seconds length
 * @param key the major or harmonic minor key that fits best
 * @param keyShare share of notes in it
 * @param polyphony notes sounding on average while any does
 * @param density notes a second
 * @param longestNote in seconds
 * @param silence share of the time in which nothing sounds
 */
public record PieceStatistics(
        int notes,
        double seconds,
        Key key,
        double keyShare,
        double polyphony,
        double density,
        double longestNote,
        double silence) {

    /** The numbers of a score; zeros where there are no notes. */
    public static PieceStatistics of(Score score) {
        List<Note> notes = score.notes();
        double seconds = score.seconds();
        double held = notes.stream().mapToDouble(Note::seconds).sum();
        double sounding = 0;
        double until = 0;
        for (Note note : notes) {
            sounding += Math.max(0, note.end() - Math.max(until, note.start()));
            until = Math.max(until, note.end());
        }
        Key key = Key.best(notes);
        return new PieceStatistics(
                notes.size(),
                seconds,
                key,
                key.share(notes),
                sounding == 0 ? 0 : held / sounding,
                seconds == 0 ? 0 : notes.size() / seconds,
                notes.stream().mapToDouble(Note::seconds).max().orElse(0),
                seconds == 0 ? 0 : 1 - sounding / seconds);
    }
}
