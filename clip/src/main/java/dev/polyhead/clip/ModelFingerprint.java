package dev.polyhead.clip;

import dev.polyhead.core.checkpoint.CheckpointException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** Tells two models apart by what makes their embeddings differ: settings, tokenizer, and samples of the weights. */
final class ModelFingerprint {
    private static final int SAMPLES = 64;
    private static final int SAMPLE_BYTES = 4096;
    private static final List<String> SETTINGS = List.of("config.json", "preprocessor_config.json", "tokenizer.json");

    private ModelFingerprint() {}

    /** 32 hexadecimal digits. */
    static String of(Path folder) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String name : SETTINGS) {
                Path file = folder.resolve(name);
                if (Files.exists(file)) {
                    digest.update(Files.readAllBytes(file));
                }
            }
            try (Stream<Path> files = Files.list(folder)) {
                List<Path> weights = files.filter(f -> f.toString().endsWith(".safetensors"))
                        .sorted()
                        .toList();
                for (Path file : weights) {
                    sample(file, digest);
                }
            }
            return HexFormat.of().formatHex(digest.digest(), 0, 16);
        } catch (IOException e) {
            throw new CheckpointException(
                    "The model folder '%s' cannot be read: %s".formatted(folder, e.getMessage()), e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    /** The header and blocks at even distances: enough to tell fine-tuned weights apart without reading gigabytes. */
    private static void sample(Path file, MessageDigest digest) throws IOException {
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            long size = channel.size();
            digest.update(Long.toString(size).getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            ByteBuffer block = ByteBuffer.allocate(SAMPLE_BYTES);
            for (int i = 0; i < SAMPLES; i++) {
                channel.position(size * i / SAMPLES);
                block.clear();
                while (block.hasRemaining() && channel.read(block) >= 0) {
                    // until the block is full or the file ends
                }
                digest.update(block.flip());
            }
        }
    }
}
