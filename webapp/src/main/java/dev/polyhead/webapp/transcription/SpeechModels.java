package dev.polyhead.webapp.transcription;

import dev.polyhead.core.model.Model;
import dev.polyhead.core.model.ModelOptions;
import dev.polyhead.speech.SpeechDetector;
import dev.polyhead.speech.Transcriber;
import dev.polyhead.webapp.errors.ApiException;
import jakarta.annotation.PreDestroy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** One transcriber for each loaded speech model. */
@Component
class SpeechModels {
    private @Nullable Model model;
    private @Nullable Transcriber transcriber;

    /** A model in use; closing gives it back. */
    record Use(Transcriber transcriber) implements AutoCloseable {
        @Override
        public void close() {}
    }

    synchronized Use use(String id) throws IOException {
        if (!id.equals("whisper-1") && !id.equals("whisper-base")) {
            throw ApiException.notFound("model", "model_not_found", "There is no model '%s'.".formatted(id));
        }
        if (transcriber == null) {
            for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
                if (Files.isDirectory(at.resolve("models/whisper-base"))) {
                    model = Model.open(at.resolve("models/whisper-base"), ModelOptions.defaults());
                    transcriber = new Transcriber(
                            model, SpeechDetector.open(at.resolve("models/silero-vad/silero_vad_16k_sequence.onnx")));
                    break;
                }
            }
        }
        return new Use(java.util.Objects.requireNonNull(transcriber));
    }

    @PreDestroy
    synchronized void close() {
        if (transcriber != null) {
            transcriber.close();
        }
        if (model != null) {
            model.close();
        }
    }
}
