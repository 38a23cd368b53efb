package dev.polyhead.core.checkpoint;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Finds the names most like a mistaken one, for error messages. */
public final class Nearest {
    private static final int WRONG = 2;

    private Nearest() {}

    /** Up to three candidates, most alike first. */
    public static List<String> to(String name, Collection<String> candidates) {
        return candidates.stream()
                .sorted(Comparator.comparingInt((String candidate) -> distance(name, candidate))
                        .thenComparing(Comparator.naturalOrder()))
                .limit(3)
                .toList();
    }

    /** "Nearest: […]." for the end of a message, after a space; nothing where there are no candidates. */
    public static String sentence(String name, Collection<String> candidates) {
        List<String> nearest = to(name, candidates);
        return nearest.isEmpty() ? "" : " Nearest: %s.".formatted(nearest);
    }

    /**
     * Edits between a name and the one that was meant (Levenshtein 1966). A character left out costs half of a wrong one:
     * long names are cut short more often than mistaken for others.
     */
    private static int distance(String name, String meant) {
        int[] row = new int[meant.length() + 1];
        for (int j = 0; j <= meant.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= name.length(); i++) {
            int diagonal = row[0];
            row[0] = WRONG * i;
            for (int j = 1; j <= meant.length(); j++) {
                int substitute = diagonal + (name.charAt(i - 1) == meant.charAt(j - 1) ? 0 : WRONG);
                diagonal = row[j];
                row[j] = Math.min(substitute, Math.min(WRONG + row[j], 1 + row[j - 1]));
            }
        }
        return row[meant.length()];
    }
}
