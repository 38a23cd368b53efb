package dev.polyhead.speech;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A way to write a transcript down. */
public enum TranscriptFormat {
    /** The bare text. */
    TEXT("txt", "text/plain"),
    /** The text in a JSON object. */
    JSON("json", "application/json"),
    /** Everything that is known, as OpenAI's interface names it. */
    VERBOSE_JSON("json", "application/json"),
    /** SubRip subtitles. */
    SRT("srt", "application/x-subrip"),
    /** WebVTT subtitles. */
    VTT("vtt", "text/vtt"),
    /** A table of start and end in milliseconds and text. */
    TSV("tsv", "text/tab-separated-values"),
    /** Lyrics: every line with its start. */
    LRC("lrc", "text/plain");

    private final String extension;
    private final String mediaType;

    TranscriptFormat(String extension, String mediaType) {
        this.extension = extension;
        this.mediaType = mediaType;
    }

    /** The format of this name ({@code text}, {@code verbose_json}, {@code srt} …) or file extension. */
    public static TranscriptFormat of(String name) {
        String wanted = name.strip().toLowerCase(Locale.ROOT).replace('-', '_');
        for (TranscriptFormat format : values()) {
            if (format.id().equals(wanted)) {
                return format;
            }
        }
        if (wanted.equals("txt")) {
            return TEXT;
        }
        throw new IllegalArgumentException("There is no transcript format '%s'. Choose one of %s."
                .formatted(
                        name,
                        List.of(values()).stream().map(TranscriptFormat::id).collect(Collectors.joining(", "))));
    }

    /** Its name in requests, such as {@code verbose_json}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Of a file, without the dot. */
    public String extension() {
        return extension;
    }

    public String mediaType() {
        return mediaType;
    }

    /** Writes a transcript with one cue a segment. */
    public String write(Transcript transcript) {
        return write(transcript, SubtitleOptions.defaults());
    }

    /** Writes a transcript; the layout matters to subtitles only. */
    public String write(Transcript transcript, SubtitleOptions options) {
        return switch (this) {
            case TEXT -> transcript.text() + "\n";
            case JSON -> TranscriptJson.brief(transcript);
            case VERBOSE_JSON -> TranscriptJson.verbose(transcript);
            case SRT -> srt(Cue.of(transcript, options));
            case VTT -> vtt(Cue.of(transcript, options));
            case TSV -> tsv(Cue.of(transcript, options));
            case LRC -> lrc(Cue.of(transcript, options));
        };
    }

    private static String srt(List<Cue> cues) {
        StringBuilder out = new StringBuilder();
        int number = 1;
        for (Cue cue : cues) {
            out.append(number++).append('\n');
            out.append(time(cue.start(), true, ',')).append(" --> ").append(time(cue.end(), true, ','));
            out.append('\n').append(cue.text()).append("\n\n");
        }
        return out.toString();
    }

    private static String vtt(List<Cue> cues) {
        StringBuilder out = new StringBuilder("WEBVTT\n\n");
        for (Cue cue : cues) {
            out.append(time(cue.start(), false, '.')).append(" --> ").append(time(cue.end(), false, '.'));
            String text = cue.text().replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
            out.append('\n').append(text).append("\n\n");
        }
        return out.toString();
    }

    private static String tsv(List<Cue> cues) {
        StringBuilder out = new StringBuilder("start\tend\ttext\n");
        for (Cue cue : cues) {
            String text = cue.text().replace('\t', ' ').replace('\n', ' ');
            out.append(millis(cue.start())).append('\t').append(millis(cue.end()));
            out.append('\t').append(text).append('\n');
        }
        return out.toString();
    }

    private static String lrc(List<Cue> cues) {
        StringBuilder out = new StringBuilder();
        for (Cue cue : cues) {
            long hundredths = Math.round(cue.start() * 100);
            out.append(String.format(
                    Locale.ROOT, "[%02d:%02d.%02d]", hundredths / 6000, hundredths / 100 % 60, hundredths % 100));
            out.append(cue.text().replace('\n', ' ')).append('\n');
        }
        return out.toString();
    }

    private static long millis(double seconds) {
        return Math.max(0, Math.round(seconds * 1000));
    }

    private static String time(double seconds, boolean alwaysHours, char mark) {
        long ms = millis(seconds);
        String short_ =
                String.format(Locale.ROOT, "%02d:%02d%c%03d", ms / 60_000 % 60, ms / 1000 % 60, mark, ms % 1000);
        return ms >= 3_600_000 || alwaysHours ? String.format(Locale.ROOT, "%02d:%s", ms / 3_600_000, short_) : short_;
    }
}
