package dev.polyhead.webapp.transcription;

import java.util.List;
import java.util.Set;

/** The call of {@code /v1/audio} that gives what a transcription of the page gave. */
final class CurlCall {
    private static final Set<String> OF_THE_PAGE =
            Set.of("_csrf", "sample", "task", "word_timestamps", "response_format", "timestamp_granularities");

    private CurlCall() {}

    /**
     * Writes the call for a POSIX shell.
     *
     * @param origin scheme, host and port of this server
     * @param name of the recording
     * @param request as it was submitted
     */
    static String of(String origin, String name, TranscriptionRequest request) {
        boolean translate = request.fields().getOrDefault("task", List.of()).contains("translate");
        StringBuilder call = new StringBuilder("curl ")
                .append(origin)
                .append(translate ? "/v1/audio/translations" : "/v1/audio/transcriptions")
                .append(" -F file=@")
                .append(name.matches("[\\w.-]+") ? name : "recording");
        request.fields().forEach((field, values) -> {
            if (!OF_THE_PAGE.contains(field)) {
                values.stream()
                        .filter(value -> !value.isBlank() && !(field.equals("language") && value.equals("auto")))
                        .forEach(value -> call.append(" -F ").append(quoted(field + "=" + value)));
            }
        });
        return call.append(" -F response_format=verbose_json -F 'timestamp_granularities[]=word'")
                .append(" -F 'timestamp_granularities[]=segment'")
                .toString();
    }

    private static String quoted(String word) {
        return word.matches("[\\w=.,:-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
