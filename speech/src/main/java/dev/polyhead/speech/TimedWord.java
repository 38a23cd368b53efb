package dev.polyhead.speech;

/** A word while its time is being corrected, and how many tokens it is made of. */
final class TimedWord {
    String text;
    int tokens;
    double start;
    double end;
    final double probability;

    TimedWord(String text, int tokens, double start, double end, double probability) {
        this.text = text;
        this.tokens = tokens;
        this.start = start;
        this.end = end;
        this.probability = probability;
    }

    double length() {
        return end - start;
    }

    /** As it is published: that much later, in hundredths of a second. */
    Word shifted(double seconds) {
        return new Word(round(start + seconds), round(end + seconds), text, probability);
    }

    private static double round(double seconds) {
        return Math.round(seconds * 100) / 100.0;
    }
}
