package dev.polyhead.webapp.transcription;

import dev.polyhead.speech.Segment;
import dev.polyhead.speech.Transcript;
import dev.polyhead.speech.Word;
import dev.polyhead.webapp.errors.ApiException;
import dev.polyhead.webapp.tasks.TaskRequest;
import dev.polyhead.webapp.uploads.FormFields;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is asked of the task {@code automatic-speech-recognition}: the bytes of a recording, or {@code {"inputs",
 * "parameters"}} with the bytes in base64.
 */
final class SpeechTaskRequest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Which times are told. */
    private enum Times {
        NONE,
        SEGMENTS,
        WORDS
    }

    private final String model;
    private final byte[] recording;
    private final Times times;

    private SpeechTaskRequest(String model, byte[] recording, Times times) {
        this.model = model;
        this.recording = recording;
        this.times = times;
    }

    /** @throws ApiException 400 that names the field */
    static SpeechTaskRequest read(TaskRequest request) {
        if (!request.isJson()) {
            return new SpeechTaskRequest(request.id(), request.body(), Times.NONE);
        }
        JsonNode body = json(request.body());
        only(body, "", Set.of("inputs", "parameters", "options", "model"));
        if (!body.path("inputs").isString()) {
            throw ApiException.badRequest("inputs", "'inputs' must be a recording in base64.");
        }
        JsonNode parameters = body.path("parameters");
        if (!parameters.isMissingNode() && !parameters.isNull() && !parameters.isObject()) {
            throw ApiException.badRequest("parameters", "'parameters' must be an object.");
        }
        only(parameters, "parameters.", Set.of("return_timestamps"));
        return new SpeechTaskRequest(
                request.id(), decoded(body.path("inputs").asString()), times(parameters.path("return_timestamps")));
    }

    private static JsonNode json(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (JacksonException e) {
            throw ApiException.badRequest(null, "The body is not JSON: " + e.getOriginalMessage());
        }
    }

    private static void only(JsonNode object, String prefix, Set<String> known) {
        for (String name : object.propertyNames()) {
            if (!known.contains(name) && !object.get(name).isNull()) {
                throw ApiException.badRequest(
                        prefix + name,
                        "'%s' is not supported here. /v1/audio/transcriptions takes every option of Whisper."
                                .formatted(prefix + name));
            }
        }
    }

    private static byte[] decoded(String base64) {
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw ApiException.badRequest("inputs", "'inputs' is not base64: " + e.getMessage());
        }
    }

    private static Times times(JsonNode asked) {
        if (asked.isMissingNode() || asked.isNull()) {
            return Times.NONE;
        }
        if (asked.isBoolean()) {
            return asked.asBoolean() ? Times.SEGMENTS : Times.NONE;
        }
        if (asked.isString() && asked.asString().equals("word")) {
            return Times.WORDS;
        }
        throw ApiException.badRequest(
                "parameters.return_timestamps",
                "'return_timestamps' must be true, false or \"word\", not %s.".formatted(asked));
    }

    byte[] recording() {
        return recording.clone();
    }

    /** The same as a form of the other doors says it. */
    FormFields fields() {
        Map<String, List<String>> fields = new LinkedHashMap<>();
        fields.put("model", List.of(model));
        if (times == Times.WORDS) {
            fields.put("word_timestamps", List.of("true"));
        }
        return new FormFields(fields);
    }

    /** The parts of a transcript with the times that were asked for; null for none. */
    @Nullable
    List<SpeechTasks.Chunk> chunks(Transcript transcript) {
        return switch (times) {
            case NONE -> null;
            case SEGMENTS ->
                transcript.segments().stream()
                        .map(segment -> chunk(segment.text(), segment.start(), segment.end()))
                        .toList();
            case WORDS ->
                transcript.segments().stream()
                        .map(Segment::words)
                        .flatMap(List<Word>::stream)
                        .map(word -> chunk(word.text(), word.start(), word.end()))
                        .toList();
        };
    }

    private static SpeechTasks.Chunk chunk(String text, double start, double end) {
        return new SpeechTasks.Chunk(text, List.of(start, end));
    }
}
