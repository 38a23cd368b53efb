package dev.polyhead.webapp.composition;

import dev.polyhead.music.Composition;
import dev.polyhead.music.PerformanceEvents;
import dev.polyhead.music.Score;
import dev.polyhead.music.TempoChange;
import dev.polyhead.music.Track;
import java.util.Arrays;
import java.util.List;

/**
 * What is kept of a piece, as JSON in its job's folder.
 *
 * @param seed that gives it again
 * @param given how many of the ids were continued
 * @param tempo quarter notes a minute
 * @param ids performance events
 * @param warnings what its owner ought to know
 */
record StoredPiece(long seed, int given, double tempo, List<Integer> ids, List<String> warnings) {
    static StoredPiece of(Composition piece) {
        return new StoredPiece(
                piece.seed(),
                piece.given(),
                piece.score().tempos().get(0).bpm(),
                Arrays.stream(piece.ids()).boxed().toList(),
                piece.warnings());
    }

    int[] events() {
        return ids.stream().mapToInt(Integer::intValue).toArray();
    }

    Score score() {
        Score played = new PerformanceEvents().decode(events());
        return new Score(played.notes(), List.of(Track.PIANO), List.of(new TempoChange(0, 60 / tempo)));
    }
}
