package dev.polyhead.webapp.composition;

import dev.polyhead.music.MidiFile;
import dev.polyhead.music.NoteAttention;
import dev.polyhead.music.PieceView;
import dev.polyhead.webapp.errors.ApiException;
import dev.polyhead.webapp.jobs.Job;
import dev.polyhead.webapp.system.PolyheadProperties;
import dev.polyhead.webapp.uploads.FormFields;
import dev.polyhead.webapp.uploads.Upload;
import dev.polyhead.webapp.uploads.Uploads;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;
import tools.jackson.databind.JsonNode;

/** Pieces of music: submit, follow under {@code /api/jobs/ID/events}, fetch as MIDI, WAV or JSON. */
@RestController
@RequestMapping("/api/compositions")
class CompositionController {
    private static final MediaType MIDI = MediaType.parseMediaType("audio/midi");
    private static final MediaType WAV = MediaType.parseMediaType("audio/wav");

    private final Compositions compositions;
    private final Uploads uploads;
    private final PolyheadProperties properties;

    CompositionController(Compositions compositions, Uploads uploads, PolyheadProperties properties) {
        this.compositions = compositions;
        this.uploads = uploads;
        this.properties = properties;
    }

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Job> submit(@RequestBody JsonNode body) throws IOException {
        return accepted(compositions.submit(CompositionFields.ofJson(body), null));
    }

    /** The same with a form; {@code primer} is a MIDI file or a recording of a melody. */
    @PostMapping(consumes = {MediaType.MULTIPART_FORM_DATA_VALUE, MediaType.APPLICATION_FORM_URLENCODED_VALUE})
    ResponseEntity<Job> submit(
            @RequestParam(required = false) @Nullable MultipartFile primer, HttpServletRequest request)
            throws IOException {
        FormFields fields = FormFields.of(request.getParameterMap());
        if (primer == null) {
            return accepted(compositions.submit(fields, null));
        }
        try (Upload upload = uploads.keep(primer, "primer", properties.limits().audio())) {
            return accepted(compositions.submit(fields, upload));
        }
    }

    private static ResponseEntity<Job> accepted(Job job) {
        return ResponseEntity.accepted()
                .location(URI.create("/api/jobs/" + job.id()))
                .body(job);
    }

    @GetMapping
    Map<String, List<Job>> list(@RequestParam(defaultValue = "20") int limit) {
        if (limit < 1 || limit > 500) {
            throw ApiException.badRequest("limit", "limit is %d; it goes from 1 to 500.".formatted(limit));
        }
        return Map.of("compositions", compositions.newest(limit));
    }

    @GetMapping("/{id}")
    Job one(@PathVariable UUID id) {
        return compositions.get(id);
    }

    @GetMapping("/{id}.json")
    PieceView json(@PathVariable UUID id, @RequestParam(defaultValue = "0") int candidate) throws IOException {
        return compositions.view(id, candidate);
    }

    @GetMapping("/{id}.mid")
    ResponseEntity<byte[]> midi(@PathVariable UUID id, @RequestParam(defaultValue = "0") int candidate)
            throws IOException {
        byte[] file = MidiFile.write(compositions.piece(id, candidate).score());
        return ResponseEntity.ok()
                .contentType(MIDI)
                .header(HttpHeaders.CONTENT_DISPOSITION, attachment(id, candidate, "mid"))
                .body(file);
    }

    @GetMapping("/{id}.wav")
    ResponseEntity<Resource> wav(@PathVariable UUID id, @RequestParam(defaultValue = "0") int candidate)
            throws IOException {
        return ResponseEntity.ok()
                .contentType(WAV)
                .header(HttpHeaders.CONTENT_DISPOSITION, attachment(id, candidate, "wav"))
                .body(new FileSystemResource(compositions.wav(id, candidate)));
    }

    private String attachment(UUID id, int candidate, String extension) {
        String number = candidate == 0 ? "" : "-" + (candidate + 1);
        return ContentDisposition.attachment()
                .filename(compositions.get(id).title() + number + "." + extension, StandardCharsets.UTF_8)
                .build()
                .toString();
    }

    /** What the newest note before {@code at} seconds looked back at. */
    @GetMapping("/{id}/attention")
    NoteAttention attention(
            @PathVariable UUID id,
            @RequestParam(defaultValue = "0") int candidate,
            @RequestParam(required = false) @Nullable Double at)
            throws IOException {
        return compositions.attention(id, candidate, at);
    }

    @PatchMapping("/{id}")
    Job rename(@PathVariable UUID id, @RequestBody NewTitle title) {
        return compositions.rename(id, title.checked());
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void remove(@PathVariable UUID id) {
        compositions.remove(id);
    }

    /** What a piece shall be called. */
    record NewTitle(@Nullable String title) {
        String checked() {
            if (title == null || title.isBlank() || title.length() > 200) {
                throw ApiException.badRequest("title", "'title' has to be a text of 1 to 200 characters.");
            }
            return title.strip();
        }
    }
}
