package dev.polyhead.speech;

/**
 * How subtitles are laid out.
 *
 * @param maxLineWidth most characters of a line; 0 for no limit
 * @param maxLineCount most lines shown at once; 0 for no limit
 */
public record SubtitleOptions(int maxLineWidth, int maxLineCount) {
    public SubtitleOptions {
        if (maxLineWidth < 0 || maxLineCount < 0) {
            throw new IllegalArgumentException(
                    "max_line_width (%d) and max_line_count (%d) must be 0 (no limit) or more."
                            .formatted(maxLineWidth, maxLineCount));
        }
        if (maxLineCount > 0 && maxLineWidth == 0) {
            throw new IllegalArgumentException(
                    "max_line_count needs max_line_width: without it there is but one line.");
        }
    }

    /** One cue a segment, on one line. */
    public static SubtitleOptions defaults() {
        return new SubtitleOptions(0, 0);
    }
}
