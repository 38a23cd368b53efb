package dev.polyhead.webapp.composition;

import dev.polyhead.core.hub.Lease;
import dev.polyhead.core.model.Model;
import dev.polyhead.music.Composition;
import dev.polyhead.music.Key;
import dev.polyhead.music.NoteAttention;
import dev.polyhead.music.NoteEvents;
import dev.polyhead.music.PerformanceEvents;
import dev.polyhead.music.PieceView;
import dev.polyhead.music.Primer;
import dev.polyhead.music.Synthesizer;
import dev.polyhead.webapp.errors.ApiException;
import dev.polyhead.webapp.jobs.Job;
import dev.polyhead.webapp.jobs.JobState;
import dev.polyhead.webapp.jobs.Jobs;
import dev.polyhead.webapp.system.PolyheadProperties;
import dev.polyhead.webapp.uploads.FormFields;
import dev.polyhead.webapp.uploads.Upload;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import tools.jackson.databind.json.JsonMapper;

/** Compositions as jobs: submitted, listed, renamed, rendered, looked into. */
@Service
class Compositions {
    private final Jobs jobs;
    private final JsonMapper json;
    private final MusicModels models;
    private final NoteEvents vocabulary = new PerformanceEvents();
    private final @Nullable Path soundfont;
    private @Nullable Synthesizer synthesizer;

    Compositions(Jobs jobs, JsonMapper json, MusicModels models, PolyheadProperties properties) {
        this.jobs = jobs;
        this.json = json;
        this.models = models;
        this.soundfont = properties.music().soundfont();
    }

    /**
     * Queues pieces.
     *
     * @param upload a MIDI file or a recording to continue; null for none
     * @throws ApiException 400 if a field makes no sense, 404 if there is no piece to continue, 415 or 422 if the upload
     *     cannot be continued
     */
    Job submit(FormFields form, @Nullable Upload upload) throws IOException {
        CompositionFields fields = CompositionFields.read(form);
        models.check(fields.model());
        if (upload != null && fields.from() != null) {
            throw ApiException.badRequest(
                    "from", "Continue either a file ('primer') or a composition ('from'), not both.");
        }
        Primer primer = upload != null ? PrimerReader.read(upload, vocabulary) : continued(fields);
        Map<String, List<String>> kept = new LinkedHashMap<>(form.all());
        kept.remove("_csrf");
        kept.put("seed", List.of(String.valueOf(fields.options().seed())));
        String title = fields.title() != null ? fields.title() : title(upload, fields);
        List<Integer> ids = Arrays.stream(primer.ids()).boxed().toList();
        return jobs.submit(
                jobs.prepare(),
                CompositionKind.ID,
                title,
                new CompositionRequest(kept, ids, primer.tempo(), primer.voices(), primer.warnings()));
    }

    private String title(@Nullable Upload upload, CompositionFields fields) {
        if (upload != null) {
            return upload.name().replaceFirst("\\.[A-Za-z0-9]{1,5}$", "") + ", continued";
        }
        UUID from = fields.from();
        return from != null
                ? get(from).title().replaceFirst("(, continued)?$", ", continued")
                : "Piece %d".formatted(fields.options().seed());
    }

    private Primer continued(CompositionFields fields) throws IOException {
        UUID from = fields.from();
        if (from == null) {
            return Primer.none();
        }
        StoredPiece piece = piece(from, fields.candidate());
        Double at = fields.at();
        double end = piece.score().seconds();
        if (at != null && !(at > 0 && at <= end + 0.01)) {
            throw ApiException.badRequest(
                    "at", "'at' is %s; the piece can be continued from above 0 to %.2f s.".formatted(at, end));
        }
        int[] ids = Composition.until(vocabulary, piece.events(), at != null ? at : end);
        return Primer.of(ids, piece.tempo(), piece.tracks(), List.of());
    }

    List<Job> newest(int limit) {
        return jobs.newest(CompositionKind.ID, null, limit);
    }

    /** @throws ApiException 404 if there is no such composition */
    Job get(UUID id) {
        Job job = jobs.get(id);
        if (!job.kind().equals(CompositionKind.ID)) {
            throw ApiException.notFound("id", "job_not_found", "The job %s is no composition.".formatted(id));
        }
        return job;
    }

    /** @throws ApiException 404 if there is none, 409 if it is not done yet */
    StoredPiece piece(UUID id, int candidate) throws IOException {
        return files(id).read(candidate);
    }

    private PieceFiles files(UUID id) {
        Job job = get(id);
        if (job.state() != JobState.DONE) {
            throw ApiException.conflict(
                    "The composition is %s, so there is nothing to fetch yet. Follow /api/jobs/%s/events."
                            .formatted(job.state().word(), id));
        }
        return new PieceFiles(jobs.folder(id), json);
    }

    PieceView view(UUID id, int candidate) throws IOException {
        StoredPiece piece = piece(id, candidate);
        return PieceView.of(
                vocabulary,
                piece.seed(),
                piece.events(),
                piece.given(),
                piece.tempo(),
                piece.tracks(),
                asked(id, "key").map(Key::parse).orElse(null),
                piece.warnings());
    }

    /** A field of the request for a piece. */
    private Optional<String> asked(UUID id, String field) {
        return new FormFields(jobs.request(id, CompositionRequest.class).fields()).text(field);
    }

    /** @throws ApiException 422 if the piece is too long to be rendered, or the soundfont is none */
    Path wav(UUID id, int candidate) throws IOException {
        try {
            return files(id).wav(candidate, synthesizer());
        } catch (IllegalArgumentException e) {
            throw ApiException.unprocessable("id", String.valueOf(e.getMessage()));
        }
    }

    private synchronized Synthesizer synthesizer() throws IOException {
        if (synthesizer == null) {
            synthesizer = soundfont == null ? new Synthesizer() : new Synthesizer(soundfont);
        }
        return synthesizer;
    }

    /** What the newest note before a moment looked back at; the end without one. */
    NoteAttention attention(UUID id, int candidate, @Nullable Double at) throws IOException {
        StoredPiece piece = piece(id, candidate);
        int[] ids = at == null ? piece.events() : Composition.until(vocabulary, piece.events(), Math.max(0.01, at));
        String model = asked(id, "model").orElse(CompositionFields.DEFAULT_MODEL);
        try (Lease<Model> lease = models.lease(model)) {
            return NoteAttention.of(lease.model(), vocabulary, ids);
        } catch (IllegalArgumentException e) {
            throw ApiException.badRequest("at", String.valueOf(e.getMessage()));
        }
    }

    Job rename(UUID id, String title) {
        Job job = get(id);
        if (job.result() == null) {
            throw ApiException.conflict("The composition is %s; it can be renamed once it is done."
                    .formatted(job.state().word()));
        }
        return jobs.update(id, title, job.result());
    }

    void remove(UUID id) {
        get(id);
        jobs.remove(id);
    }
}
