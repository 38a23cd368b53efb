package dev.polyhead.webapp.transcription;

import dev.polyhead.core.generation.Cancellation;
import dev.polyhead.core.runtime.Cancelled;
import dev.polyhead.speech.Transcript;
import dev.polyhead.webapp.jobs.JobContext;
import dev.polyhead.webapp.jobs.JobKind;
import dev.polyhead.webapp.jobs.JobStopped;
import dev.polyhead.webapp.uploads.FormFields;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Transcribes as a job: what is final is saved after each window, and a later run goes on behind it. */
@Component
class TranscriptionKind implements JobKind {
    static final String ID = "transcription";

    private final Recognition recognition;
    private final JsonMapper json;

    TranscriptionKind(Recognition recognition, JsonMapper json) {
        this.recognition = recognition;
        this.json = json;
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public String page(UUID job) {
        return "/transcriptions/" + job;
    }

    @Override
    public TranscriptionResult run(JobContext job) throws IOException {
        TranscriptionRequest request = job.request(TranscriptionRequest.class);
        TranscriptionFields fields = TranscriptionFields.read(new FormFields(request.fields()), Optional.empty());
        TranscriptFile file = new TranscriptFile(job.folder(), json);
        TranscriptionProgress progress = new TranscriptionProgress(job, file);
        Cancellation cancellation = new Cancellation();
        job.onStop(cancellation::cancel);
        Transcript transcript;
        try {
            transcript = recognition.transcribe(file.audio(), fields, progress, cancellation, progress.from());
        } catch (Cancelled e) {
            throw new JobStopped();
        }
        file.write(transcript);
        return new TranscriptionResult(
                "/api/transcriptions/" + job.id() + ".json",
                fields.model(),
                transcript.task(),
                transcript.language(),
                transcript.languageProbability(),
                transcript.duration(),
                transcript.segments().size(),
                words(transcript),
                progress.tookSeconds(),
                transcript.warnings(),
                false);
    }

    static int words(Transcript transcript) {
        String text = transcript.text();
        return text.isEmpty() ? 0 : text.split("\\s+").length;
    }
}
