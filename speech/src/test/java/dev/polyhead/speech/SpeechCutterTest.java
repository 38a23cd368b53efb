package dev.polyhead.speech;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpeechCutterTest {
    private static final int FRAME = SpeechDetector.FRAME;

    @Test
    void silenceHasNoSpeech() {
        assertEquals(List.of(), cut(VadOptions.defaults(), 0, 300));
    }

    @Test
    void speechIsPadded() {
        List<SpeechSpan> spans = cut(VadOptions.defaults(), 0, 100, 1, 50, 0, 200);
        assertEquals(List.of(new SpeechSpan(100 * FRAME - 6400, 150 * FRAME + 6400)), spans);
    }

    @Test
    void aShortPauseDoesNotEndSpeech() {
        assertEquals(1, cut(VadOptions.defaults(), 1, 50, 0, 30, 1, 50, 0, 100).size());
        assertEquals(2, cut(VadOptions.defaults(), 1, 50, 0, 80, 1, 50, 0, 100).size());
    }

    @Test
    void neighboursShareThePauseBetweenThem() {
        VadOptions quick = VadOptions.defaults().withMinSilenceDurationMs(100);
        List<SpeechSpan> spans = cut(quick, 1, 50, 0, 10, 1, 50, 0, 100);
        assertEquals(2, spans.size());
        assertEquals(55 * FRAME, spans.get(0).end());
        assertEquals(55 * FRAME, spans.get(1).start());
    }

    @Test
    void longSpeechIsCutAtItsLastPause() {
        VadOptions bounded = VadOptions.defaults().withMaxSpeechDurationS(10);
        List<SpeechSpan> spans = cut(bounded, 1, 200, 0, 6, 1, 400, 0, 100);
        assertTrue(spans.size() >= 2, spans.toString());
        assertEquals(203 * FRAME, spans.get(0).end());
        for (SpeechSpan span : spans) {
            assertTrue(span.length() <= 10 * LogMel.RATE, span.toString());
        }
    }

    @Test
    void spansComeOutBeforeTheEnd() {
        SpeechCutter cutter = new SpeechCutter(VadOptions.defaults());
        for (int i = 0; i < 50; i++) {
            cutter.frame(1);
        }
        for (int i = 0; i < 100; i++) {
            cutter.frame(0);
        }
        assertEquals(1, cutter.take().size());
        assertTrue(cutter.settled() > 100 * FRAME);
    }

    /** Cuts a recording given as pairs of probability and number of frames. */
    private static List<SpeechSpan> cut(VadOptions options, int... pairs) {
        SpeechCutter cutter = new SpeechCutter(options);
        int frames = 0;
        for (int i = 0; i < pairs.length; i += 2) {
            for (int k = 0; k < pairs[i + 1]; k++) {
                cutter.frame(pairs[i]);
                frames++;
            }
        }
        cutter.end((long) frames * FRAME);
        return new ArrayList<>(cutter.take());
    }
}
