package dev.polyhead.webapp.transcription;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.polyhead.speech.Transcript;
import dev.polyhead.speech.TranscriptionListener;
import dev.polyhead.speech.TranscriptionOptions.Task;
import dev.polyhead.speech.TranscriptionState;
import dev.polyhead.webapp.models.ModelInfo;
import dev.polyhead.webapp.models.Models;
import dev.polyhead.webapp.system.ClientWatch;
import dev.polyhead.webapp.system.PolyheadProperties;
import dev.polyhead.webapp.tasks.TaskHandler;
import dev.polyhead.webapp.tasks.TaskRequest;
import dev.polyhead.webapp.uploads.Upload;
import dev.polyhead.webapp.uploads.Uploads;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Hugging Face's task {@code automatic-speech-recognition}: a recording in, its text out. */
@Component
class SpeechTasks implements TaskHandler {
    private final Models models;
    private final Recognition recognition;
    private final Uploads uploads;
    private final PolyheadProperties properties;

    SpeechTasks(Models models, Recognition recognition, Uploads uploads, PolyheadProperties properties) {
        this.models = models;
        this.recognition = recognition;
        this.uploads = uploads;
        this.properties = properties;
    }

    /**
     * The answer.
     *
     * @param text what is said
     * @param chunks its parts with their times, if they were asked for
     */
    record Recognized(
            String text,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            List<Chunk> chunks) {}

    /**
     * A part of what is said.
     *
     * @param text as it was said
     * @param timestamp beginning and end, in seconds
     */
    record Chunk(String text, List<Double> timestamp) {}

    @Override
    public boolean takes(String id) {
        return speech().anyMatch(
                        model -> model.id().equals(id) || model.aliases().contains(id));
    }

    @Override
    public Collection<String> ids() {
        return speech().map(ModelInfo::id).toList();
    }

    private Stream<ModelInfo> speech() {
        return models.here().stream().filter(model -> SpeechModels.TASK.equals(model.task()));
    }

    @Override
    public Recognized answer(TaskRequest request, HttpServletResponse response) throws IOException {
        SpeechTaskRequest asked = SpeechTaskRequest.read(request);
        TranscriptionFields fields = TranscriptionFields.read(asked.fields(), Optional.of(Task.TRANSCRIBE));
        try (Upload upload = uploads.keep(
                        new ByteArrayInputStream(asked.recording()),
                        "recording",
                        properties.limits().audio());
                ClientWatch client = new ClientWatch()) {
            Transcript transcript = recognition.transcribe(
                    upload.file(),
                    fields,
                    TranscriptionListener.NONE,
                    client.cancellation(),
                    TranscriptionState.beginning());
            return new Recognized(transcript.text(), asked.chunks(transcript));
        }
    }
}
