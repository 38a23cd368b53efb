package dev.polyhead.text.tokenizer;

import org.jspecify.annotations.Nullable;

/** Turns positions counted in code points into indices of a Java string. */
final class CodePoints {
    private final int @Nullable [] units;

    CodePoints(String text) {
        int count = text.codePointCount(0, text.length());
        if (count == text.length()) {
            units = null; // no surrogates: both counts agree
            return;
        }
        int[] found = new int[count + 1];
        for (int point = 0, unit = 0; point < count; point++) {
            found[point] = unit;
            unit += Character.charCount(text.codePointAt(unit));
        }
        found[count] = text.length();
        units = found;
    }

    int unit(int point) {
        return units == null ? point : units[point];
    }
}
