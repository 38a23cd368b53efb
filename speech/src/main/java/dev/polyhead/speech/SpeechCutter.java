package dev.polyhead.speech;

import java.util.ArrayList;
import java.util.List;

/**
 * Probabilities of speech, frame by frame, to spans of speech: hysteresis of two thresholds, pauses that are too short
 * to end speech, cuts of speech that is too long at its last pause, and padding. The rules are faster-whisper's; spans
 * come out as soon as they are certain.
 */
final class SpeechCutter {
    private static final int RATE = LogMel.RATE;
    private static final int FRAME = SpeechDetector.FRAME;
    private static final long PAUSE_FOR_A_CUT = 98 * RATE / 1000;

    private final VadOptions options;
    private final long longest;
    private final long pad;
    private final List<SpeechSpan> certain = new ArrayList<>();
    private long position;
    private boolean speaking;
    private long start;
    private long silentSince = -1;
    private long pauseBegin = -1; // last pause that is good for a cut, and where speech went on
    private long pauseEnd = -1;
    private long heldStart = -1; // a span whose end is not padded yet
    private long heldEnd;
    private long earliest; // where the padding of the next span may begin

    SpeechCutter(VadOptions options) {
        this.options = options;
        pad = (long) options.speechPadMs() * RATE / 1000;
        longest = Double.isInfinite(options.maxSpeechDurationS())
                ? Long.MAX_VALUE
                : Math.max(FRAME, (long) (options.maxSpeechDurationS() * RATE) - FRAME - 2 * pad);
    }

    /** Takes the probability of the next frame. */
    void frame(float probability) {
        long at = position;
        position += FRAME;
        if (probability >= options.threshold() && silentSince >= 0) {
            silentSince = -1;
            if (pauseBegin >= 0 && pauseEnd < pauseBegin) {
                pauseEnd = at;
            }
        }
        if (probability >= options.threshold() && !speaking) {
            speaking = true;
            start = at;
            return;
        }
        if (speaking && at - start > longest) {
            cut(at);
            if (!speaking) {
                return;
            }
        }
        if (probability < options.negThreshold() && speaking) {
            silentSince = silentSince < 0 ? at : silentSince;
            if (at - silentSince > PAUSE_FOR_A_CUT) {
                pauseBegin = silentSince;
            }
            if (at - silentSince >= (long) options.minSilenceDurationMs() * RATE / 1000) {
                close(silentSince);
                speaking = false;
            }
        }
        release();
    }

    /** The recording has ended after so many samples. */
    void end(long samples) {
        if (speaking) {
            close(samples);
            speaking = false;
        }
        if (heldStart >= 0) {
            emit(Math.min(samples, heldEnd + pad));
        }
    }

    /** Gives the spans that have become certain. */
    List<SpeechSpan> take() {
        List<SpeechSpan> taken = List.copyOf(certain);
        certain.clear();
        return taken;
    }

    /** No span that is still to come begins before this sample. */
    long settled() {
        long begin = heldStart >= 0 ? heldStart : speaking ? start : position;
        return Math.max(earliest, Math.max(0, begin - pad));
    }

    private void cut(long at) {
        if (pauseBegin >= 0) {
            long next = pauseEnd;
            boolean goesOn = next >= pauseBegin;
            close(pauseBegin);
            speaking = goesOn;
            start = goesOn ? next : 0;
        } else {
            close(at);
            speaking = false;
        }
    }

    private void close(long end) {
        if (end - start > (long) options.minSpeechDurationMs() * RATE / 1000) {
            if (heldStart >= 0) {
                releaseBefore(start);
            }
            heldStart = Math.max(earliest, start - pad);
            heldEnd = end;
        }
        silentSince = -1;
        pauseBegin = -1;
        pauseEnd = -1;
    }

    /** Pads the held span once nothing that follows can share its padding. */
    private void release() {
        if (heldStart >= 0 && !speaking && position - heldEnd >= 2 * pad + FRAME) {
            emit(heldEnd + pad);
        }
    }

    private void releaseBefore(long next) {
        long silence = next - heldEnd;
        emit(silence < 2 * pad ? heldEnd + silence / 2 : heldEnd + pad);
    }

    private void emit(long end) {
        certain.add(new SpeechSpan(heldStart, end));
        earliest = end;
        heldStart = -1;
    }
}
