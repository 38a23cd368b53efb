package dev.polyhead.speech;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class TimelineTest {
    @Test
    void samplesAreFoundWhereTheyStood() {
        Timeline timeline = new Timeline();
        timeline.add(new SpeechSpan(1000, 1500));
        timeline.add(new SpeechSpan(4000, 4700));
        assertEquals(1000, timeline.originalStart(0));
        assertEquals(1499, timeline.originalStart(499));
        assertEquals(4000, timeline.originalStart(500));
        assertEquals(1500, timeline.originalEnd(500));
        assertEquals(4700, timeline.originalEnd(1200));
        assertEquals(4700, timeline.originalEnd(9999));
        assertEquals(4100, timeline.from(600).originalStart(0));
        assertEquals(1100, timeline.from(100).originalStart(0));
        assertEquals(4000, timeline.from(100).originalStart(400));
    }

    @Test
    void withoutPiecesNothingMoves() {
        assertEquals(77, new Timeline().originalStart(77));
    }
}
