package dev.polyhead.webapp.transcription;

import dev.polyhead.core.hub.Lease;
import dev.polyhead.core.hub.UnknownModelException;
import dev.polyhead.core.model.Model;
import dev.polyhead.speech.SpeechDetector;
import dev.polyhead.speech.Transcriber;
import dev.polyhead.webapp.models.Models;
import jakarta.annotation.PreDestroy;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** One transcriber for each loaded speech model, and the one voice activity detector they share. */
@Component
class SpeechModels {
    /** What these models are for, in Hugging Face's words. */
    static final String TASK = "automatic-speech-recognition";

    private static final Logger LOG = LoggerFactory.getLogger(SpeechModels.class);
    private static final String DETECTOR = "silero-vad";
    private static final String DETECTOR_FILE = "silero_vad_16k_sequence.onnx";

    private final Models models;
    private @Nullable SpeechDetector detector;

    SpeechModels(Models models) {
        this.models = models;
    }

    /** A model in use; closing gives it back. */
    record Use(Lease<Model> lease, Transcriber transcriber) implements AutoCloseable {
        @Override
        public void close() {
            lease.close();
        }
    }

    Use use(String idOrAlias) throws IOException {
        SpeechDetector shared = detector();
        Lease<Model> lease = models.lease(idOrAlias, TASK);
        try {
            return new Use(lease, lease.view(Transcriber.class, model -> new Transcriber(model, shared)));
        } catch (RuntimeException e) {
            lease.close();
            throw e;
        }
    }

    /** The detector; null where its folder is missing, and then only what needs it is refused. */
    private synchronized @Nullable SpeechDetector detector() throws IOException {
        if (detector == null) {
            try {
                Path folder = models.folder(DETECTOR);
                detector = SpeechDetector.open(folder.resolve(DETECTOR_FILE));
            } catch (UnknownModelException e) {
                LOG.warn("Voice activity cannot be detected: {}", e.getMessage());
            }
        }
        return detector;
    }

    @PreDestroy
    synchronized void close() {
        if (detector != null) {
            detector.close();
        }
    }
}
