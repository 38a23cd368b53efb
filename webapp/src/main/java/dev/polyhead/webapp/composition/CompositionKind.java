package dev.polyhead.webapp.composition;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.polyhead.core.generation.Cancellation;
import dev.polyhead.core.hub.Lease;
import dev.polyhead.core.model.Model;
import dev.polyhead.music.ComposeOptions;
import dev.polyhead.music.Composer;
import dev.polyhead.music.Composition;
import dev.polyhead.music.CompositionListener;
import dev.polyhead.music.Key;
import dev.polyhead.music.PlayedEvent;
import dev.polyhead.music.Primer;
import dev.polyhead.webapp.jobs.JobContext;
import dev.polyhead.webapp.jobs.JobKind;
import dev.polyhead.webapp.uploads.FormFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Writes pieces as a job. It saves nothing on the way: the seed is in the request, and a second run gives the same. */
@Component
class CompositionKind implements JobKind {
    static final String ID = "composition";

    private final MusicModels models;
    private final JsonMapper json;

    CompositionKind(MusicModels models, JsonMapper json) {
        this.models = models;
        this.json = json;
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public String page(UUID job) {
        return "/compose/" + job;
    }

    @Override
    public CompositionResult run(JobContext job) throws Exception {
        CompositionRequest request = job.request(CompositionRequest.class);
        CompositionFields fields = CompositionFields.read(new FormFields(request.fields()));
        int[] given = request.primer().stream().mapToInt(Integer::intValue).toArray();
        Primer primer = given.length == 0
                ? Primer.none()
                : Primer.of(given, request.tempo(), request.tracks(), request.warnings());
        Cancellation cancellation = new Cancellation();
        job.onStop(cancellation::cancel);
        job.progress(0, "loading");
        long begun = System.nanoTime();
        List<Composition> pieces;
        try (Lease<Model> lease = models.lease(fields.model())) {
            pieces = lease.view(Composer.class, Composer::of)
                    .compose(primer, fields.options(), new Stream(job, fields.options()), cancellation);
        }
        job.stopIfAsked();
        PieceFiles files = new PieceFiles(job.folder(), json);
        List<CompositionResult.Candidate> candidates = new ArrayList<>();
        for (Composition piece : pieces) {
            files.write(candidates.size(), StoredPiece.of(piece));
            candidates.add(new CompositionResult.Candidate(
                    piece.seed(),
                    piece.events(),
                    piece.seconds(),
                    piece.score().notes().size(),
                    Key.best(piece.score().notes(), fields.options().rules().key())
                            .toString(),
                    piece.warnings()));
        }
        CompositionResult.Candidate first = candidates.get(0);
        double took = (System.nanoTime() - begun) / 1e9;
        return new CompositionResult(
                job.id(), first.seed(), first.events(), first.seconds(), first.notes(), candidates, took);
    }

    /** Lets everybody hear the keys while they go down. */
    private static final class Stream implements CompositionListener {
        private final JobContext job;
        private final ComposeOptions options;

        Stream(JobContext job, ComposeOptions options) {
            this.job = job;
            this.options = options;
        }

        @Override
        public void event(int candidate, PlayedEvent event) {
            job.emit(
                    "note",
                    new StreamedNote(
                            event.time(),
                            event.type(),
                            event.note(),
                            event.velocity(),
                            options.candidates() == 1 ? null : candidate));
        }

        @Override
        public void restarted(int candidate, String reason) {
            job.emit("restart", new Restart(options.candidates() == 1 ? null : candidate, reason));
        }

        @Override
        public void progress(int candidate, double seconds, int events) {
            Double wanted = options.seconds();
            Integer most = options.maxEvents();
            double bySeconds = wanted == null && most != null ? 0 : seconds / (wanted == null ? 20 : wanted);
            double byEvents = most == null ? 0 : (double) events / most;
            double done = Math.min(1, Math.max(bySeconds, byEvents));
            job.progress(
                    (candidate + done) / options.candidates(),
                    String.format(Locale.ROOT, "%d events, %.1f s", events, seconds));
        }
    }

    /** A key going down or up; {@code candidate} only where there are several. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record StreamedNote(
            double time,
            String type,
            int note,
            int velocity,
            @Nullable Integer candidate) {}

    /** The piece is begun anew; what was heard of it is void. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Restart(@Nullable Integer candidate, String reason) {}
}
