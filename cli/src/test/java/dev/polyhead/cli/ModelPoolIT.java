package dev.polyhead.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.polyhead.core.hub.Lease;
import dev.polyhead.core.hub.ModelLoader;
import dev.polyhead.core.hub.ModelPool;
import dev.polyhead.core.hub.PoolSettings;
import dev.polyhead.core.model.Model;
import dev.polyhead.core.model.ModelOptions;
import dev.polyhead.core.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * Eight threads load, use and unload the five models that ship, more than the budget holds at once. Twenty seconds;
 * {@code -Dpolyhead.soak.seconds=300} for longer. The build runs it under {@code MALLOC_ARENA_MAX=2}, as the container
 * sets it: without, the C library scatters what is freed over an arena for each thread and keeps more.
 */
class ModelPoolIT {
    private static final int SECONDS = Integer.getInteger("polyhead.soak.seconds", 20);
    private static final int PATIENCE = 300; // beyond that a thread is stuck
    private static final List<String> IDS =
            List.of("all-MiniLM-L6-v2", "clip-tiny", "vit-caltech101", "music-tiny", "whisper-base");

    private static final class Shipped implements ModelLoader<Model> {
        private static Path folder(String id) {
            return Path.of("..", "models", id);
        }

        @Override
        public String canonical(String idOrAlias) {
            return idOrAlias;
        }

        @Override
        public long expectedBytes(String id) {
            return folder(id).resolve("model.safetensors").toFile().length();
        }

        @Override
        public Model load(String id) {
            return Model.open(folder(id), ModelOptions.defaults().withThreads(1));
        }

        @Override
        public long bytes(Model model) {
            return model.bytes();
        }
    }

    private static Map<String, Tensor> inputs(String id) {
        long[] words = {5, 17, 42, 99, 7};
        Tensor ids = Tensor.of(words, 1, words.length);
        return switch (id) {
            case "vit-caltech101" -> {
                int size = Model.open(Shipped.folder(id), ModelOptions.defaults())
                        .config()
                        .integer("image_size");
                yield Map.of("pixel_values", Tensor.of(new float[3 * size * size], 1, 3, size, size));
            }
            case "whisper-base" ->
                Map.of("input_features", Tensor.of(new float[80 * 3000], 1, 80, 3000), "decoder_input_ids", ids);
            default -> Map.of("input_ids", ids);
        };
    }

    private static float[] answer(Model model, Map<String, Tensor> inputs) {
        Map<String, Tensor> answers = model.run(inputs);
        for (String name : List.of("logits", "mean_pooled_normalized", "text_embeds")) {
            Tensor answer = answers.get(name);
            if (answer != null) {
                return answer.floats();
            }
        }
        throw new IllegalStateException("no answer among " + answers.keySet());
    }

    private static long residentBytes() throws IOException {
        Path status = Path.of("/proc/self/status");
        Assumptions.assumeTrue(Files.exists(status), "resident memory is read from /proc, which is not here");
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
                .sum();
    }

    /** Resident memory when nothing is loaded and Java's own garbage is gone. */
    private static long residentBytesWithout(ModelPool<Model> pool) throws Exception {
        for (int i = 0; i < 3; i++) { // buffers outside of the heap go a moment after what owned them
            System.gc();
            Thread.sleep(100);
        }
        pool.preload(IDS.get(0));
        IDS.forEach(pool::unload);
        return residentBytes();
    }

    @Test
    void manyThreadsAndModelsLeaveNoMemoryBehind() throws Exception {
        Map<String, Map<String, Tensor>> inputs = new HashMap<>();
        Map<String, float[]> expected = new HashMap<>();
        for (String id : IDS) {
            inputs.put(id, inputs(id));
        }
        PoolSettings settings =
                new PoolSettings(110_000_000, Duration.ofMillis(200), Duration.ofMinutes(2), Duration.ofSeconds(1));
        try (ModelPool<Model> pool = new ModelPool<>(settings, new Shipped())) {
            for (int round = 0; round < 3; round++) { // so that what is loaded once and for all is there
                for (String id : IDS) {
                    try (Lease<Model> lease = pool.lease(id)) {
                        expected.put(id, answer(lease.model(), inputs.get(id)));
                    }
                    pool.unload(id);
                }
            }
            use(pool, inputs, expected, Duration.ofSeconds(Math.min(5, SECONDS)));
            long before = residentBytesWithout(pool);
            int uses = use(pool, inputs, expected, Duration.ofSeconds(SECONDS));
            long after = residentBytesWithout(pool);
            assertTrue(uses > SECONDS, uses + " uses");
            assertTrue(
                    after < 1.1 * before,
                    "%d MB before, %d MB after %d uses".formatted(before >> 20, after >> 20, uses));
        }
    }

    private static int use(
            ModelPool<Model> pool,
            Map<String, Map<String, Tensor>> inputs,
            Map<String, float[]> expected,
            Duration time)
            throws Exception {
        long end = System.nanoTime() + time.toNanos();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        List<Future<Integer>> users = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Random random = new Random(i);
            users.add(threads.submit(() -> {
                int uses = 0;
                while (System.nanoTime() < end) {
                    String id = IDS.get(random.nextInt(IDS.size()));
                    try (Lease<Model> lease = pool.lease(id)) {
                        assertArrayEquals(expected.get(id), answer(lease.model(), inputs.get(id)), 1e-4f, id);
                        uses++;
                    }
                    if (random.nextInt(8) == 0) {
                        pool.unload(id);
                    }
                }
                return uses;
            }));
        }
        int uses = 0;
        for (Future<Integer> user : users) {
            uses += user.get(time.toSeconds() + PATIENCE, TimeUnit.SECONDS);
        }
        threads.shutdown();
        return uses;
    }
}
