package dev.polyhead.webapp.transcription;

import dev.polyhead.speech.Transcript;
import dev.polyhead.speech.TranscriptFormat;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;

/** Transcriptions of long recordings: submit, then fetch in any format. */
@RestController
@RequestMapping("/api/transcriptions")
class TranscriptionController {
    private final Transcriptions transcriptions;
    private final Uploads uploads;
    private final PolyheadProperties properties;

    TranscriptionController(Transcriptions transcriptions, Uploads uploads, PolyheadProperties properties) {
        this.transcriptions = transcriptions;
        this.uploads = uploads;
        this.properties = properties;
    }

    /** Queues a recording; the fields are those of {@code /v1/audio/transcriptions}, and {@code task}. */
    @PostMapping
    ResponseEntity<Job> submit(@RequestParam(required = false) @Nullable MultipartFile file, HttpServletRequest request)
            throws IOException {
        try (Upload upload = uploads.keep(file, "file", properties.limits().audio())) {
            Job job = transcriptions.submit(upload, FormFields.of(request.getParameterMap()));
            return ResponseEntity.accepted()
                    .location(URI.create("/api/jobs/" + job.id()))
                    .body(job);
        }
    }

    @GetMapping
    Map<String, List<Job>> list(@RequestParam(defaultValue = "20") int limit) {
        if (limit < 1 || limit > 500) {
            throw ApiException.badRequest("limit", "limit is %d; it goes from 1 to 500.".formatted(limit));
        }
        return Map.of("transcriptions", transcriptions.newest(limit));
    }

    @GetMapping("/{id:[0-9a-fA-F-]{36}}")
    TranscriptView one(@PathVariable UUID id) throws IOException {
        Job job = transcriptions.get(id);
        return TranscriptView.of(job, transcriptions.transcript(id));
    }

    /** The same as a file. */
    @GetMapping("/{id}.json")
    ResponseEntity<TranscriptView> json(@PathVariable UUID id) throws IOException {
        TranscriptView transcript = one(id);
        return ResponseEntity.ok()
                .header(HttpHeaders.CONTENT_DISPOSITION, fileOf(transcriptions.get(id), "json"))
                .body(transcript);
    }

    /** The transcript as a file: txt, srt, vtt, tsv or lrc. */
    @GetMapping("/{id}.{extension:txt|srt|vtt|tsv|lrc}")
    ResponseEntity<String> file(@PathVariable UUID id, @PathVariable String extension) throws IOException {
        Job job = transcriptions.get(id);
        Transcript transcript = transcriptions.transcript(id);
        TranscriptFormat format = TranscriptFormat.of(extension);
        return ResponseEntity.ok()
                .contentType(new MediaType(MediaType.parseMediaType(format.mediaType()), StandardCharsets.UTF_8))
                .header(HttpHeaders.CONTENT_DISPOSITION, fileOf(job, extension))
                .body(format.write(transcript, transcriptions.fields(id).subtitles()));
    }

    /** Says to keep the answer under the recording's own name. */
    private static String fileOf(Job job, String extension) {
        String name = job.title().replaceFirst("\\.[A-Za-z0-9]{1,5}$", "") + "." + extension;
        return ContentDisposition.attachment()
                .filename(name, StandardCharsets.UTF_8)
                .build()
                .toString();
    }

    /** The recording itself; players ask for parts of it. */
    @GetMapping("/{id}/audio")
    ResponseEntity<Resource> audio(@PathVariable UUID id) {
        return ResponseEntity.ok()
                .contentType(AudioType.of(transcriptions.get(id).title()))
                .body(new FileSystemResource(transcriptions.audio(id)));
    }

    @GetMapping("/{id}/waveform")
    Waveform waveform(@PathVariable UUID id) throws IOException {
        return transcriptions.waveform(id);
    }

    /** Corrects the text; segments that are not listed stay as they are, an empty text removes one. */
    @PutMapping("/{id:[0-9a-fA-F-]{36}}")
    TranscriptView edit(@PathVariable UUID id, @RequestBody Edit edit) throws IOException {
        Map<Integer, String> texts = new HashMap<>();
        edit.segments().forEach(segment -> texts.put(segment.id(), segment.text()));
        Transcript edited = transcriptions.edit(id, texts);
        return TranscriptView.of(transcriptions.get(id), edited);
    }

    /** New texts, by number of segment. */
    record Edit(List<NewText> segments) {
        Edit {
            if (segments == null) {
                throw new IllegalArgumentException("'segments' is missing. Send a list of {\"id\", \"text\"}.");
            }
        }

        record NewText(int id, String text) {
            NewText {
                if (text == null) {
                    throw new IllegalArgumentException("'text' of segment %d is missing.".formatted(id));
                }
            }
        }
    }
}
