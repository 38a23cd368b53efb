package dev.polyhead.webapp.transcription;

import dev.polyhead.core.generation.Cancellation;
import dev.polyhead.core.runtime.Cancelled;
import dev.polyhead.speech.Transcript;
import dev.polyhead.speech.TranscriptFormat;
import dev.polyhead.speech.TranscriptionListener;
import dev.polyhead.speech.TranscriptionOptions.Task;
import dev.polyhead.speech.TranscriptionState;
import dev.polyhead.webapp.errors.Problem;
import dev.polyhead.webapp.errors.Problems;
import dev.polyhead.webapp.system.ClientWatch;
import dev.polyhead.webapp.system.PolyheadProperties;
import dev.polyhead.webapp.uploads.FormFields;
import dev.polyhead.webapp.uploads.Upload;
import dev.polyhead.webapp.uploads.Uploads;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;
import tools.jackson.databind.json.JsonMapper;

/** OpenAI's audio interface. */
@RestController
@RequestMapping("/v1/audio")
class OpenAiController {
    private static final Logger LOG = LoggerFactory.getLogger(OpenAiController.class);

    private final Recognition recognition;
    private final Uploads uploads;
    private final PolyheadProperties properties;
    private final Problems problems;
    private final JsonMapper json;

    OpenAiController(
            Recognition recognition,
            Uploads uploads,
            PolyheadProperties properties,
            Problems problems,
            JsonMapper json) {
        this.problems = problems;
        this.recognition = recognition;
        this.uploads = uploads;
        this.properties = properties;
        this.json = json;
    }

    @Operation(summary = "Writes down what is said in a recording.")
    @PostMapping("/transcriptions")
    @Nullable
    ResponseEntity<Object> transcribe(
            @RequestParam(required = false) @Nullable MultipartFile file,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        return answer(file, Task.TRANSCRIBE, request, response);
    }

    @Operation(summary = "Writes down in English what is said in a recording.")
    @PostMapping("/translations")
    @Nullable
    ResponseEntity<Object> translate(
            @RequestParam(required = false) @Nullable MultipartFile file,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        return answer(file, Task.TRANSLATE, request, response);
    }

    private @Nullable ResponseEntity<Object> answer(
            @Nullable MultipartFile file, Task task, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        TranscriptionFields fields =
                TranscriptionFields.read(FormFields.of(request.getParameterMap()), Optional.of(task));
        try (Upload upload = uploads.keep(file, "file", properties.limits().audio());
                ClientWatch client = new ClientWatch()) {
            return fields.stream()
                    ? stream(upload, fields, response, client.cancellation())
                    : whole(transcribe(upload, fields, TranscriptionListener.NONE, client.cancellation()), fields);
        }
    }

    private Transcript transcribe(
            Upload upload, TranscriptionFields fields, TranscriptionListener listener, Cancellation cancellation)
            throws IOException {
        return recognition.transcribe(upload.file(), fields, listener, cancellation, TranscriptionState.beginning());
    }

    private @Nullable ResponseEntity<Object> stream(
            Upload upload, TranscriptionFields fields, HttpServletResponse response, Cancellation cancellation)
            throws IOException {
        OpenAiStream stream = new OpenAiStream(response, fields, json, cancellation);
        try {
            stream.send(OpenAiAnswers.done(transcribe(upload, fields, stream, cancellation), fields));
        } catch (Cancelled e) {
            LOG.debug("The client left before its transcript was complete.");
        } catch (IOException | RuntimeException e) {
            if (!response.isCommitted()) {
                throw e;
            }
            Problem problem = problems.of(e);
            LOG.error("A stream broke off: {}", problem.detail(), e);
            stream.fail(OpenAiAnswers.error(problem));
        }
        return null;
    }

    private static ResponseEntity<Object> whole(Transcript transcript, TranscriptionFields fields) {
        if (fields.format() == TranscriptFormat.JSON) {
            return json(OpenAiAnswers.brief(transcript, fields));
        }
        if (fields.format() == TranscriptFormat.VERBOSE_JSON) {
            return json(OpenAiAnswers.verbose(transcript, fields));
        }
        return ResponseEntity.ok()
                .contentType(new MediaType(MediaType.TEXT_PLAIN, StandardCharsets.UTF_8))
                .body(OpenAiAnswers.text(transcript, fields));
    }

    private static ResponseEntity<Object> json(Object body) {
        return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(body);
    }
}
