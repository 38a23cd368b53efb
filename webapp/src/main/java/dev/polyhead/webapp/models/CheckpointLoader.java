package dev.polyhead.webapp.models;

import dev.polyhead.core.hub.ModelLoader;
import dev.polyhead.core.hub.ModelStore;
import dev.polyhead.core.model.Model;
import dev.polyhead.core.model.ModelOptions;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Opens checkpoint folders for the pool, and remembers how each came to run. */
final class CheckpointLoader implements ModelLoader<Model> {
    private final ModelStore store;
    private final ModelOptions options;
    private final MeterRegistry metrics;
    private final Map<String, Manner> manners = new ConcurrentHashMap<>();

    CheckpointLoader(ModelStore store, ModelOptions options, MeterRegistry metrics) {
        this.store = store;
        this.options = options;
        this.metrics = metrics;
    }

    /** On which device a model runs, and in which precision. */
    record Manner(String device, String precision) {}

    @Override
    public String canonical(String idOrAlias) {
        return store.locate(idOrAlias).id();
    }

    @Override
    public long expectedBytes(String id) {
        try (Stream<Path> files = Files.list(store.locate(id).folder())) {
            long bytes = 0;
            for (Path file : files.filter(each -> each.toString().endsWith(".safetensors"))
                    .toList()) {
                bytes += Files.size(file);
            }
            return bytes;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("The folder of '%s' cannot be read.".formatted(id), e);
        }
    }

    @Override
    public Model load(String id) {
        Model model = Model.open(store.locate(id).folder(), options, new StageMetrics(metrics, id));
        manners.put(
                id, new Manner(model.device().name(), model.precision().name().toLowerCase(java.util.Locale.ROOT)));
        return model;
    }

    @Override
    public long bytes(Model model) {
        return model.bytes();
    }

    Optional<Manner> manner(String id) {
        return Optional.ofNullable(manners.get(id));
    }
}
