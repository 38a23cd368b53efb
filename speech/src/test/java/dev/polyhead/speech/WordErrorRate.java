package dev.polyhead.speech;

import java.util.Arrays;
import java.util.List;

/** How many words, or characters, must be changed to get from what was said to what was written. */
final class WordErrorRate {
    private WordErrorRate() {}

    /** Edits for each word of the reference. */
    static double of(String reference, String hypothesis) {
        List<String> said = words(reference);
        return (double) edits(said, words(hypothesis)) / said.size();
    }

    /** Edits for each character of the reference. */
    static double characters(String reference, String hypothesis) {
        return (double) edits(List.of(reference.split("")), characters(hypothesis)) / reference.length();
    }

    private static List<String> characters(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split(""));
    }

    static List<String> words(String text) {
        return text.isBlank() ? List.of() : List.of(text.strip().split("\\s+"));
    }

    static int edits(List<String> from, List<String> to) {
        int[] row = new int[to.size() + 1];
        Arrays.setAll(row, i -> i);
        for (int i = 1; i <= from.size(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.size(); j++) {
                int same = diagonal + (from.get(i - 1).equals(to.get(j - 1)) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(same, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[to.size()];
    }
}
