package dev.polyhead.core.hub;

import dev.polyhead.core.checkpoint.CheckpointException;
import dev.polyhead.core.checkpoint.ConfigJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a checkpoint folder says of itself, where no catalogue knows it. */
final class UnlistedModel {
    private static final Logger LOG = LoggerFactory.getLogger(UnlistedModel.class);

    /** What a model is for, by the end of its architecture's name. */
    private static final Map<String, String> BY_HEAD = Map.of(
            "ForMaskedLM", "fill-mask",
            "ForSequenceClassification", "text-classification",
            "ForTokenClassification", "token-classification",
            "ForQuestionAnswering", "question-answering",
            "ForCausalLM", "text-generation",
            "LMHeadModel", "text-generation",
            "ForImageClassification", "image-classification",
            "ForImageClassificationWithTeacher", "image-classification");

    /** What a family is for, whatever its architecture's name ends with. */
    private static final Map<String, String> BY_FAMILY = Map.of(
            "whisper", "automatic-speech-recognition",
            "clip", "zero-shot-image-classification",
            "music_transformer", "music-generation",
            "marian", "translation",
            "t5", "text2text-generation",
            "bart", "text2text-generation");

    private UnlistedModel() {}

    static CatalogueEntry entry(String id, Path folder) {
        String family = null;
        String task = null;
        try {
            if (Files.exists(folder.resolve("config.json"))) {
                ConfigJson config = ConfigJson.read(folder.resolve("config.json"));
                family = config.text("model_type", "");
                task = task(folder);
            }
        } catch (CheckpointException e) {
            LOG.warn("The folder {} holds no readable model: {}", folder, e.getMessage());
        }
        return new CatalogueEntry(
                id,
                null,
                family,
                task,
                new CatalogueEntry.Source(id, null, null),
                null,
                List.of(),
                List.of(),
                false,
                size(folder),
                List.of());
    }

    /** What a folder with a config is for; null if that cannot be told. */
    static @Nullable String task(Path folder) {
        ConfigJson config = ConfigJson.read(folder.resolve("config.json"));
        return task(folder, config.text("model_type", ""), config.texts("architectures"));
    }

    private static @Nullable String task(Path folder, String family, List<String> architectures) {
        String known = BY_FAMILY.get(family);
        if (known != null) {
            return known;
        }
        if (Files.exists(folder.resolve("modules.json"))) {
            return "sentence-similarity";
        }
        return architectures.stream()
                .flatMap(name -> BY_HEAD.entrySet().stream()
                        .filter(head -> name.endsWith(head.getKey()))
                        .map(Map.Entry::getValue))
                .findFirst()
                .orElse(null);
    }

    private static long size(Path folder) {
        try (Stream<Path> files = Files.walk(folder.toRealPath())) { // which may be a link itself
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException("The folder '%s' cannot be read.".formatted(folder), e);
        }
    }
}
