package dev.polyhead.core.generation;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * Ends a sequence whose last token completes one of some texts. {@code stop_strings}
 *
 * @param stops the texts
 * @param text what some tokens read as; the tokenizer's {@code decode}, special tokens kept
 */
public record StopStrings(List<String> stops, Function<int[], String> text) implements LogitsRule {
    public StopStrings {
        stops = List.copyOf(stops);
        if (stops.stream().anyMatch(String::isEmpty)) {
            throw new IllegalArgumentException(
                    "An empty stop string would end every text before it begins. Leave it out.");
        }
    }

    @Override
    public void apply(int row, int[] ids, int length, float[] logits) {
        // Stop strings forbid nothing.
    }

    @Override
    public boolean ends(int row, int[] ids, int length) {
        int longest = stops.stream()
                .mapToInt(stop -> stop.getBytes(java.nio.charset.StandardCharsets.UTF_8).length)
                .max()
                .orElse(0);
        int from = Math.max(0, length - longest - 1); // a token is at least a byte
        String before = text.apply(Arrays.copyOfRange(ids, from, length - 1));
        String after = text.apply(Arrays.copyOfRange(ids, from, length));
        int known = commonPrefix(before, after);
        return stops.stream().anyMatch(stop -> after.indexOf(stop, Math.max(0, known - stop.length() + 1)) >= 0);
    }

    private static int commonPrefix(String a, String b) {
        int same = Arrays.mismatch(a.toCharArray(), b.toCharArray());
        return same < 0 ? a.length() : same;
    }
}
