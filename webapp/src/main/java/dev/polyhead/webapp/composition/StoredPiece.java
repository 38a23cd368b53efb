package dev.polyhead.webapp.composition;

import dev.polyhead.music.Composition;
import dev.polyhead.music.PerformanceEvents;
import dev.polyhead.music.Score;
import dev.polyhead.music.Voices;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a piece, as JSON in its job's folder.
 *
 * @param seed that gives it again
 * @param given how many of the ids were continued
 * @param tempo quarter notes a minute
 * @param ids performance events
 * @param voices the tracks of its notes; null in a piece that was kept when there were none
 * @param warnings what its owner ought to know
 */
record StoredPiece(
        long seed,
        int given,
        double tempo,
        List<Integer> ids,
        @Nullable Voices voices,
        List<String> warnings) {
    static StoredPiece of(Composition piece) {
        return new StoredPiece(
                piece.seed(),
                piece.given(),
                piece.score().tempos().get(0).bpm(),
                Arrays.stream(piece.ids()).boxed().toList(),
                piece.voices(),
                piece.warnings());
    }

    int[] events() {
        return ids.stream().mapToInt(Integer::intValue).toArray();
    }

    Voices tracks() {
        return Voices.orPiano(voices);
    }

    Score score() {
        return tracks().score(new PerformanceEvents(), events(), tempo);
    }
}
