package dev.polyhead.speech;

import java.util.ArrayList;
import java.util.List;

/** Where the pieces of a recording that are listened to stood before the silence between them was left out. */
final class Timeline {
    private record Piece(long original, long joined, long length) {}

    private final List<Piece> pieces = new ArrayList<>();
    private long length;

    /** Appends a piece of the recording. */
    synchronized void add(SpeechSpan span) {
        pieces.add(new Piece(span.start(), length, span.length()));
        length += span.length();
    }

    /** The same without its first samples. */
    synchronized Timeline from(long joined) {
        Timeline rest = new Timeline();
        for (Piece piece : pieces) {
            long skipped = Math.max(0, Math.min(piece.length, joined - piece.joined));
            if (skipped < piece.length) {
                rest.add(new SpeechSpan(piece.original + skipped, piece.original + piece.length));
            }
        }
        return rest;
    }

    /** Samples of all pieces. */
    synchronized long length() {
        return length;
    }

    /** Where a sample of the joined pieces stood; the beginning of a piece belongs to it, its end does not. */
    long originalStart(long joined) {
        return original(joined, false);
    }

    /** The same for the end of something: at a seam it is the end of the piece before. */
    long originalEnd(long joined) {
        return original(joined, true);
    }

    private synchronized long original(long joined, boolean end) {
        if (pieces.isEmpty()) {
            return joined;
        }
        int low = 0;
        int high = pieces.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            Piece piece = pieces.get(middle);
            boolean at = end ? piece.joined < joined : piece.joined <= joined;
            if (at) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        Piece piece = pieces.get(low);
        return piece.original + Math.min(joined - piece.joined, piece.length);
    }

    /** Moves a segment and its words to where they stood. */
    Segment restore(Segment segment) {
        List<Word> words = segment.words().stream()
                .map(word -> {
                    double start = seconds(originalStart(samples((word.start() + word.end()) / 2)))
                            - (word.end() - word.start()) / 2;
                    double first = Math.max(start, seconds(originalStart(samples(word.start()))));
                    return new Word(
                            first,
                            Math.max(first, seconds(originalEnd(samples(word.end())))),
                            word.text(),
                            word.probability());
                })
                .toList();
        double start = words.isEmpty()
                ? seconds(originalStart(samples(segment.start())))
                : words.get(0).start();
        double end = words.isEmpty()
                ? seconds(originalEnd(samples(segment.end())))
                : words.get(words.size() - 1).end();
        return segment.withTimes(start, Math.max(start, end)).withWords(words);
    }

    private static long samples(double seconds) {
        return Math.round(seconds * LogMel.RATE);
    }

    private static double seconds(long samples) {
        return (double) samples / LogMel.RATE;
    }
}
