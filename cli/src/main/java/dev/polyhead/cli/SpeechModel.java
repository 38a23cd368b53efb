package dev.polyhead.cli;

import dev.polyhead.core.model.Model;
import dev.polyhead.core.model.ModelOptions;
import dev.polyhead.speech.SpeechDetector;
import dev.polyhead.speech.Transcriber;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model that transcribes, with the detector of voice activity where that is needed; all closed together.
 *
 * @param model the checkpoint
 * @param detector null where nobody asked for voice activity
 * @param transcriber what uses both
 */
record SpeechModel(Model model, @Nullable SpeechDetector detector, Transcriber transcriber) implements AutoCloseable {
    /** What transcribes unless another model is named. */
    static final String DEFAULT = "whisper-base";

    private static final String DETECTOR = "silero-vad";

    /**
     * Opens a model.
     *
     * @param folderOrId a folder, an id or an alias
     * @param further folders to look in first
     * @param detecting whether voice activity has to be detected
     */
    static SpeechModel open(String folderOrId, List<Path> further, ModelOptions options, boolean detecting)
            throws IOException {
        Path folder = LocalModels.folder(folderOrId, further);
        SpeechDetector detector = detecting ? SpeechDetector.open(LocalModels.folder(DETECTOR, further)) : null;
        Model model = null;
        try {
            model = Model.open(folder, options);
            return new SpeechModel(model, detector, new Transcriber(model, detector));
        } catch (RuntimeException | Error e) {
            close(model, detector);
            throw e;
        }
    }

    private static void close(@Nullable Model model, @Nullable SpeechDetector detector) {
        if (model != null) {
            model.close();
        }
        if (detector != null) {
            detector.close();
        }
    }

    @Override
    public void close() {
        transcriber.close();
        close(model, detector);
    }
}
