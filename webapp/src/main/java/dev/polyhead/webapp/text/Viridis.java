package dev.polyhead.webapp.text;

/** The scale of heat maps: perceptually even, and safe for colour-blind eyes. */
final class Viridis {
    private static final int[][] COLOURS = {
        {68, 1, 84}, {72, 40, 120}, {62, 74, 137}, {49, 104, 142}, {38, 130, 142},
        {31, 158, 137}, {53, 183, 121}, {109, 205, 89}, {180, 222, 44}, {253, 231, 37},
    };

    private Viridis() {}

    /** The colour of a value from 0 to 1. */
    static String colour(double value) {
        double at = Math.max(0, Math.min(1, value)) * (COLOURS.length - 1);
        int low = (int) Math.min(at, COLOURS.length - 2);
        int[] mixed = new int[3];
        for (int i = 0; i < 3; i++) {
            mixed[i] = (int) Math.round(COLOURS[low][i] + (at - low) * (COLOURS[low + 1][i] - COLOURS[low][i]));
        }
        return "#%02x%02x%02x".formatted(mixed[0], mixed[1], mixed[2]);
    }

    /** Whether black can be read on the colour of a value. */
    static boolean isLight(double value) {
        return value > 0.5;
    }
}
