package dev.polyhead.webapp.transcription;

import java.util.Locale;
import java.util.Map;
import org.springframework.http.MediaType;

/** What a browser is told a recording is; by name only, and never anything but sound or video. */
final class AudioType {
    private static final Map<String, String> BY_ENDING = Map.ofEntries(
            Map.entry("wav", "audio/wav"),
            Map.entry("mp3", "audio/mpeg"),
            Map.entry("m4a", "audio/mp4"),
            Map.entry("mp4", "video/mp4"),
            Map.entry("aac", "audio/aac"),
            Map.entry("flac", "audio/flac"),
            Map.entry("ogg", "audio/ogg"),
            Map.entry("oga", "audio/ogg"),
            Map.entry("opus", "audio/ogg"),
            Map.entry("webm", "audio/webm"));

    private AudioType() {}

    static MediaType of(String name) {
        String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return MediaType.parseMediaType(BY_ENDING.getOrDefault(ending, "audio/unknown"));
    }
}
