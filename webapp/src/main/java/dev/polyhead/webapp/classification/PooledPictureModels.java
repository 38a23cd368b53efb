package dev.polyhead.webapp.classification;

import dev.polyhead.clip.ClipEncoder;
import dev.polyhead.core.checkpoint.CheckpointException;
import dev.polyhead.core.checkpoint.ConfigJson;
import dev.polyhead.core.hub.Lease;
import dev.polyhead.core.hub.UnknownModelException;
import dev.polyhead.core.model.Model;
import dev.polyhead.vision.ImageClassifier;
import dev.polyhead.webapp.errors.ApiException;
import dev.polyhead.webapp.models.ModelInfo;
import dev.polyhead.webapp.models.Models;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Lends picture models out of the pool that all features share. */
@Component
class PooledPictureModels implements PictureModels {
    private static final Logger LOG = LoggerFactory.getLogger(PooledPictureModels.class);
    private static final Set<String> CLASSIFIERS = Set.of("vit", "deit");
    private static final Set<String> ENCODERS = Set.of("clip", "siglip");

    private final Models models;

    PooledPictureModels(Models models) {
        this.models = models;
    }

    @Override
    public Lent<ImageClassifier> classifier(String id) {
        return lend(id, Task.CLASSIFY, ImageClassifier.class, ImageClassifier::new);
    }

    @Override
    public Lent<ClipEncoder> encoder(String id) {
        return lend(id, Task.COMPARE, ClipEncoder.class, ClipEncoder::new);
    }

    private <T> Lent<T> lend(String id, Task task, Class<T> kind, Function<Model, T> opener) {
        Optional<Task> known = task(models.folder(id));
        if (known.isEmpty() || known.get() != task) {
            throw ApiException.badRequest("model", refusal(id, known.isPresent(), task));
        }
        Lease<Model> lease = models.lease(id, null);
        try {
            return new Lent<>(lease.id(), lease.view(kind, opener), lease::close);
        } catch (RuntimeException e) {
            lease.close();
            throw e;
        }
    }

    private static String refusal(String id, boolean seesPictures, Task task) {
        if (!seesPictures) {
            return "The model '%s' does not look at pictures. GET /api/models lists those that do.".formatted(id);
        }
        return task == Task.CLASSIFY
                ? "The model '%s' has no labels of its own. Give 'labels', or take a model such as vit-caltech101."
                        .formatted(id)
                : "The model '%s' knows its own labels only. Leave 'labels' out, or take a CLIP model such as clip-tiny."
                        .formatted(id);
    }

    @Override
    public List<Entry> all() {
        return models.here().stream().flatMap(this::entry).toList();
    }

    @Override
    public Optional<Entry> find(String id) {
        try {
            Path folder = models.folder(id);
            return task(folder).map(task -> new Entry(id, task, size(folder)));
        } catch (UnknownModelException e) {
            return Optional.empty();
        }
    }

    private Stream<Entry> entry(ModelInfo model) {
        return find(model.id()).stream();
    }

    private static Optional<Task> task(Path folder) {
        if (!Files.exists(folder.resolve("config.json"))) {
            return Optional.empty();
        }
        try {
            String type = ConfigJson.read(folder.resolve("config.json")).text("model_type", "");
            return CLASSIFIERS.contains(type)
                    ? Optional.of(Task.CLASSIFY)
                    : ENCODERS.contains(type) ? Optional.of(Task.COMPARE) : Optional.empty();
        } catch (CheckpointException e) {
            LOG.warn("The folder {} holds no readable model: {}", folder, e.getMessage());
            return Optional.empty();
        }
    }

    private static long size(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".safetensors"))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
