package dev.polyhead.webapp.models;

import java.util.Locale;

/** Sizes for people. */
final class Megabytes {
    private static final double MEGA = 1e6;

    private Megabytes() {}

    /** Such as {@code 75 MB} or {@code 1.4 GB}. */
    static String text(long bytes) {
        double mega = bytes / MEGA;
        if (mega >= 1000) {
            return String.format(Locale.ROOT, "%.1f GB", mega / 1000);
        }
        return mega >= 10 || bytes == 0
                ? String.format(Locale.ROOT, "%.0f MB", mega)
                : String.format(Locale.ROOT, "%.1f MB", mega);
    }
}
