package dev.polyhead.webapp.transcription;

import dev.polyhead.speech.Transcript;
import dev.polyhead.speech.TranscriptionOptions.Task;
import dev.polyhead.webapp.errors.ApiException;
import dev.polyhead.webapp.jobs.Job;
import dev.polyhead.webapp.jobs.JobState;
import dev.polyhead.webapp.jobs.Jobs;
import dev.polyhead.webapp.uploads.FormFields;
import dev.polyhead.webapp.uploads.Upload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Transcriptions as jobs: submitted, read, corrected. */
@Service
class Transcriptions {
    private final Jobs jobs;
    private final JsonMapper json;

    Transcriptions(Jobs jobs, JsonMapper json) {
        this.jobs = jobs;
        this.json = json;
    }

    /**
     * Queues a recording.
     *
     * @throws ApiException 400 if a field makes no sense
     */
    Job submit(Upload upload, FormFields fields) throws IOException {
        TranscriptionFields.read(fields, Optional.<Task>empty());
        UUID id = jobs.prepare();
        Files.move(upload.file(), file(id).audio());
        return jobs.submit(
                id, TranscriptionKind.ID, upload.name(), new TranscriptionRequest(upload.name(), fields.all()));
    }

    /** The newest, at most so many. */
    List<Job> newest(int limit) {
        return jobs.newest(TranscriptionKind.ID, null, limit);
    }

    /**
     * The job.
     *
     * @throws ApiException 404 if there is none of this kind
     */
    Job get(UUID id) {
        Job job = jobs.get(id);
        if (!job.kind().equals(TranscriptionKind.ID)) {
            throw ApiException.notFound("id", "job_not_found", "The job %s is no transcription.".formatted(id));
        }
        return job;
    }

    /** What it was submitted with. */
    TranscriptionRequest request(UUID id) {
        return jobs.request(id, TranscriptionRequest.class);
    }

    /** The fields it was submitted with. */
    TranscriptionFields fields(UUID id) {
        return TranscriptionFields.read(new FormFields(request(id).fields()), Optional.empty());
    }

    /** The transcript, or what is final of it so far. */
    Transcript transcript(UUID id) throws IOException {
        get(id);
        return file(id).read();
    }

    /** What the job has to show; null until it is done. */
    @Nullable
    TranscriptionResult result(Job job) {
        JsonNode result = job.result();
        return result == null ? null : json.treeToValue(result, TranscriptionResult.class);
    }

    /** The recording. */
    Path audio(UUID id) {
        get(id);
        Path audio = file(id).audio();
        if (!Files.exists(audio)) {
            throw ApiException.notFound("id", null, "The recording of this transcription is gone.");
        }
        return audio;
    }

    /** What is drawn of the recording. */
    Waveform waveform(UUID id) throws IOException {
        Path audio = audio(id);
        Path kept = file(id).waveform();
        if (Files.exists(kept)) {
            return json.readValue(Files.readString(kept), Waveform.class);
        }
        Waveform waveform = Waveform.of(audio);
        Files.writeString(kept, json.writeValueAsString(waveform));
        return waveform;
    }

    /** Corrects the text of segments. */
    Transcript edit(UUID id, Map<Integer, String> texts) throws IOException {
        Job job = get(id);
        TranscriptionResult result = result(job);
        if (job.state() != JobState.DONE || result == null) {
            throw ApiException.conflict("The transcription is %s; only a finished one can be corrected."
                    .formatted(job.state().word()));
        }
        Transcript edited = EditedTranscript.of(file(id).read(), texts);
        file(id).write(edited);
        jobs.update(id, job.title(), result.asEdited(TranscriptionKind.words(edited)));
        return edited;
    }

    private TranscriptFile file(UUID id) {
        return new TranscriptFile(jobs.folder(id), json);
    }
}
