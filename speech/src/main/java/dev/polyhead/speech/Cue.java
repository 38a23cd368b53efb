package dev.polyhead.speech;

import java.util.ArrayList;
import java.util.List;

/**
 * What subtitles show at one time.
 *
 * @param start seconds
 * @param end seconds
 * @param text lines separated by {@code \n}, none of them empty
 */
record Cue(double start, double end, String text) {
    /** Cuts a transcript into cues. Where words have no times, a segment's time is shared out by their lengths. */
    static List<Cue> of(Transcript transcript, SubtitleOptions options) {
        List<Cue> cues = new ArrayList<>();
        for (Segment segment : transcript.segments()) {
            if (segment.text().isBlank()) {
                continue;
            }
            if (options.maxLineWidth() == 0) {
                cues.add(new Cue(segment.start(), segment.end(), clean(segment.text())));
            } else {
                cues.addAll(wrapped(segment.words().isEmpty() ? guessed(segment) : segment.words(), options));
            }
        }
        return cues;
    }

    private static List<Cue> wrapped(List<Word> words, SubtitleOptions options) {
        List<Cue> cues = new ArrayList<>();
        StringBuilder shown = new StringBuilder();
        int width = 0;
        int lines = 1;
        double start = -1;
        double end = 0;
        for (Word word : words) {
            String text = clean(word.text());
            boolean spaced = word.text().startsWith(" ");
            if (start >= 0) {
                int needed = text.codePointCount(0, text.length()) + (spaced ? 1 : 0);
                if (width + needed > options.maxLineWidth()) {
                    if (options.maxLineCount() > 0 && lines == options.maxLineCount()) {
                        cues.add(new Cue(start, end, shown.toString()));
                        shown.setLength(0);
                        start = -1;
                        lines = 1;
                    } else {
                        shown.append('\n');
                        lines++;
                    }
                    width = 0;
                } else if (spaced) {
                    shown.append(' ');
                    width++;
                }
            }
            start = start < 0 ? word.start() : start;
            end = word.end();
            shown.append(text);
            width += text.codePointCount(0, text.length());
        }
        if (start >= 0) {
            cues.add(new Cue(start, end, shown.toString()));
        }
        return cues;
    }

    private static List<Word> guessed(Segment segment) {
        String[] parts = segment.text().strip().split("\\s+");
        double perCharacter = (segment.end() - segment.start())
                / Math.max(1, segment.text().strip().length());
        List<Word> words = new ArrayList<>();
        double at = segment.start();
        for (String part : parts) {
            double to = Math.min(segment.end(), at + perCharacter * (part.length() + 1));
            words.add(new Word(at, to, " " + part, 1));
            at = to;
        }
        return words;
    }

    /** On one line, without what a subtitle file would take for a time. */
    private static String clean(String text) {
        return text.strip().replaceAll("\\s*\\R\\s*", " ").replace("-->", "->");
    }
}
