package dev.polyhead.speech;

import dev.polyhead.core.runtime.Session;
import dev.polyhead.core.runtime.SessionOptions;
import dev.polyhead.core.tensor.ElementType;
import dev.polyhead.core.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Says where in a recording somebody speaks: Silero's voice activity detector, a small recurrent network that gives the
 * probability of speech for every 32 ms. Safe for use by many threads.
 */
public final class SpeechDetector implements AutoCloseable {
    /** Samples that one probability stands for. */
    public static final int FRAME = 512;

    private static final int CONTEXT = 64;
    private static final int FRAMES_PER_RUN = 256;
    private static final int STATE = 128;

    private final Session session;

    private SpeechDetector(Session session) {
        this.session = session;
    }

    /**
     * Opens the model of a folder, or the ONNX file itself.
     *
     * @throws IOException if the folder holds no ONNX file
     */
    public static SpeechDetector open(Path model) throws IOException {
        Path file = model;
        if (Files.isDirectory(model)) {
            try (Stream<Path> files = Files.list(model)) {
                file = files.filter(each -> each.toString().endsWith(".onnx"))
                        .sorted()
                        .findFirst()
                        .orElseThrow(() -> new IOException(
                                "The folder %s holds no .onnx file. Voice activity detection needs silero_vad_16k_sequence.onnx there."
                                        .formatted(model)));
            }
        }
        // one small graph after the other: more threads only wait for each other
        return new SpeechDetector(Session.open(file, SessionOptions.defaults().withThreads(1)));
    }

    /** Finds the speech in a recording that is in memory. */
    public List<SpeechSpan> detect(float[] samples, VadOptions options) {
        SpeechCutter cutter = new SpeechCutter(options);
        Listening listening = listen();
        for (float probability : listening.hear(samples, 0, samples.length)) {
            cutter.frame(probability);
        }
        for (float probability : listening.end()) {
            cutter.frame(probability);
        }
        cutter.end(samples.length);
        return cutter.take();
    }

    /** Begins to listen to one recording. */
    Listening listen() {
        return new Listening();
    }

    /** What the network remembers of one recording. For one thread. */
    final class Listening {
        private Tensor h = Tensor.zeros(ElementType.F32, 1, 1, STATE);
        private Tensor c = Tensor.zeros(ElementType.F32, 1, 1, STATE);
        private final float[] tail = new float[CONTEXT + FRAME];
        private int waiting; // samples of an unfinished frame, after the context
        private final List<float[]> frames = new ArrayList<>();

        /** Takes samples, gives the probabilities of the frames that became complete; in large blocks that is faster. */
        float[] hear(float[] samples, int offset, int count) {
            int at = offset;
            int left = count;
            while (left > 0) {
                int taken = Math.min(left, FRAME - waiting);
                System.arraycopy(samples, at, tail, CONTEXT + waiting, taken);
                waiting += taken;
                at += taken;
                left -= taken;
                if (waiting == FRAME) {
                    frames.add(tail.clone());
                    System.arraycopy(tail, FRAME, tail, 0, CONTEXT);
                    waiting = 0;
                }
            }
            return run();
        }

        /** Gives the probability of the unfinished last frame, filled up with silence; none if there is none. */
        float[] end() {
            if (waiting > 0) {
                Arrays.fill(tail, CONTEXT + waiting, CONTEXT + FRAME, 0);
                frames.add(tail.clone());
                waiting = 0;
            }
            return run();
        }

        private float[] run() {
            float[] probabilities = new float[frames.size()];
            for (int from = 0; from < probabilities.length; from += FRAMES_PER_RUN) {
                int count = Math.min(FRAMES_PER_RUN, probabilities.length - from);
                float[] input = new float[count * (CONTEXT + FRAME)];
                for (int i = 0; i < count; i++) {
                    System.arraycopy(frames.get(from + i), 0, input, i * (CONTEXT + FRAME), CONTEXT + FRAME);
                }
                Map<String, Tensor> answer =
                        session.run(Map.of("input", Tensor.of(input, count, CONTEXT + FRAME), "h", h, "c", c));
                h = require(answer, "hn").reshape(1, 1, STATE);
                c = require(answer, "cn").reshape(1, 1, STATE);
                System.arraycopy(require(answer, "speech_probs").floats(), 0, probabilities, from, count);
            }
            frames.clear();
            return probabilities;
        }

        private static Tensor require(Map<String, Tensor> answer, String name) {
            Tensor found = answer.get(name);
            if (found == null) {
                throw new IllegalStateException(
                        "The voice activity model has no output '%s', only %s. Use silero_vad_16k_sequence.onnx."
                                .formatted(name, answer.keySet()));
            }
            return found;
        }
    }

    @Override
    public void close() {
        session.close();
    }
}
