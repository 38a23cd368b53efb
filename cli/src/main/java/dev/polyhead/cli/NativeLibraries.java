package dev.polyhead.cli;

import dev.polyhead.core.onnx.GraphBuilder;
import dev.polyhead.core.onnx.Value;
import dev.polyhead.core.runtime.Cuda;
import dev.polyhead.core.runtime.Device;
import dev.polyhead.core.runtime.IntegerProducts;
import dev.polyhead.core.runtime.RuntimeFailure;
import dev.polyhead.core.runtime.Session;
import dev.polyhead.core.runtime.SessionOptions;
import dev.polyhead.core.tensor.ElementType;
import dev.polyhead.core.tensor.Tensor;
import dev.polyhead.media.audio.AudioSource;
import dev.polyhead.text.tokenizer.Tokenizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;

/** Tries each native library on something small: whether it is there says little, whether it works says all. */
final class NativeLibraries {
    private static final int RATE = 16_000;

    private NativeLibraries() {}

    /** Something that a library does. */
    private interface Trial {
        String run() throws IOException;
    }

    static List<Finding> findings() {
        return List.of(
                tried("ONNX Runtime", NativeLibraries::addNumbers),
                tried("FFmpeg", NativeLibraries::readSound),
                tried("tokenizers", NativeLibraries::splitText),
                graphicsCard());
    }

    private static Finding tried(String subject, Trial trial) {
        try {
            return Finding.good(subject, trial.run());
        } catch (IOException | RuntimeException | LinkageError e) {
            return Finding.broken(
                    subject,
                    "%s. Is this jar built for %s on %s, and may the temporary folder %s hold programs (no noexec)?"
                            .formatted(
                                    deepest(e),
                                    System.getProperty("os.name"),
                                    System.getProperty("os.arch"),
                                    System.getProperty("java.io.tmpdir")));
        }
    }

    private static Throwable deepest(Throwable failure) {
        Throwable at = failure;
        while (at.getCause() != null) {
            at = at.getCause();
        }
        return at;
    }

    private static String addNumbers() {
        GraphBuilder g = new GraphBuilder();
        Value x = g.input("x", ElementType.F32, 1);
        g.output("y", ElementType.F32, g.add(x, x));
        try (Session session = Session.open(g.build(), SessionOptions.defaults().withThreads(1))) {
            Tensor sum = session.run(Map.of("x", Tensor.of(new float[] {1}, 1))).get("y");
            if (sum == null || sum.floats()[0] != 2) {
                throw new IllegalStateException("1 + 1 gave " + sum);
            }
            return IntegerProducts.ofSigned()
                    ? "runs graphs"
                    : "runs graphs. The processor has no dot product of bytes (VNNI), so int8 gains less over fp32.";
        }
    }

    private static String readSound() throws IOException {
        Path file = Files.createTempFile("polyhead-doctor", ".wav");
        try {
            AudioFormat format = new AudioFormat(RATE, 16, 1, true, false);
            byte[] silence = new byte[2 * RATE];
            AudioSystem.write(
                    new AudioInputStream(new ByteArrayInputStream(silence), format, RATE),
                    AudioFileFormat.Type.WAVE,
                    file.toFile());
            int samples = AudioSource.readAll(file, RATE).length;
            if (samples != RATE) {
                throw new IllegalStateException("a second of sound became %d samples".formatted(samples));
            }
            return "decodes sound and pictures";
        } finally {
            Files.delete(file);
        }
    }

    private static String splitText() {
        String words =
                "{\"version\":\"1.0\",\"truncation\":null,\"padding\":null,\"added_tokens\":[],\"normalizer\":null,"
                        + "\"pre_tokenizer\":{\"type\":\"Whitespace\"},\"post_processor\":null,\"decoder\":null,"
                        + "\"model\":{\"type\":\"WordLevel\",\"vocab\":{\"one\":0,\"two\":1},\"unk_token\":\"one\"}}";
        try (Tokenizer tokenizer = Tokenizer.of(words, dev.polyhead.text.tokenizer.TokenizerSettings.none())) {
            int count = tokenizer.ids("one two").length;
            if (count != 2) {
                throw new IllegalStateException("two words became %d tokens".formatted(count));
            }
            return "splits text";
        }
    }

    private static Finding graphicsCard() {
        try {
            Cuda.resolve(Device.CUDA);
            return Finding.good("CUDA", "works");
        } catch (RuntimeFailure e) {
            return Finding.missing("CUDA", String.valueOf(e.getMessage()));
        } catch (LinkageError e) {
            return Finding.missing("CUDA", "not tried: ONNX Runtime itself does not work");
        }
    }
}
