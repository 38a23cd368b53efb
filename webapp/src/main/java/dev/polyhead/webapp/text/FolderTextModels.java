package dev.polyhead.webapp.text;

import dev.polyhead.core.checkpoint.CheckpointException;
import dev.polyhead.core.checkpoint.ConfigJson;
import dev.polyhead.core.checkpoint.Nearest;
import dev.polyhead.core.model.Families;
import dev.polyhead.core.model.ModelOptions;
import dev.polyhead.core.runtime.Device;
import dev.polyhead.core.runtime.Precision;
import dev.polyhead.text.TextModel;
import dev.polyhead.text.tokenizer.TokenizerSettings;
import dev.polyhead.webapp.errors.ApiException;
import dev.polyhead.webapp.system.PolyheadProperties;
import jakarta.annotation.PreDestroy;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Lends text models from the folders that are searched for checkpoints. */
@Component
class FolderTextModels implements TextModels {
    private static final Logger LOG = LoggerFactory.getLogger(FolderTextModels.class);

    /** Requests that run at once: one reads while the other writes; more would only wait for the same cores. */
    private static final int AT_ONCE = 2;

    private final PolyheadProperties properties;
    private final Map<String, TextModel> open = new LinkedHashMap<>();
    private final Map<String, Turns> turns = new ConcurrentHashMap<>();

    FolderTextModels(PolyheadProperties properties) {
        this.properties = properties;
    }

    @Override
    public <T extends @Nullable Object> T with(String id, Use<T> use) {
        Path folder = folders().get(id);
        if (folder == null) {
            throw ApiException.notFound(
                    "model",
                    "model_not_found",
                    "There is no text model '%s'. Nearest: %s."
                            .formatted(id, Nearest.to(id, folders().keySet())));
        }
        Turns line = turns.computeIfAbsent(
                id, each -> new Turns(AT_ONCE, properties.limits().waiting()));
        try (Turns.Turn turn = line.take()) {
            if (turn == null) {
                throw ApiException.busy(
                        Duration.ofSeconds(5),
                        "%d requests wait for '%s' already. Try again a little later."
                                .formatted(properties.limits().waiting(), id));
            }
            return use.of(model(id, folder));
        }
    }

    private TextModel model(String id, Path folder) {
        synchronized (open) {
            TextModel known = open.get(id);
            if (known != null) {
                return known;
            }
            PolyheadProperties.Models models = properties.models();
            ModelOptions options = new ModelOptions(
                    Device.valueOf(models.device().toUpperCase(Locale.ROOT)),
                    Precision.valueOf(models.precision().toUpperCase(Locale.ROOT)),
                    models.threads());
            TextModel model = TextModel.open(folder, options);
            open.put(id, model);
            return model;
        }
    }

    @Override
    public List<Entry> all() {
        List<Entry> entries = new ArrayList<>();
        folders().forEach((id, folder) -> {
            ConfigJson config = ConfigJson.read(folder.resolve("config.json"));
            boolean chats = TokenizerSettings.read(folder).chatTemplate() != null;
            entries.add(new Entry(id, task(config, folder), chats, size(folder)));
        });
        return entries;
    }

    private Map<String, Path> folders() {
        Map<String, Path> found = new LinkedHashMap<>();
        for (Path root : roots()) {
            try (Stream<Path> inside = Files.list(root)) {
                inside.sorted()
                        .filter(FolderTextModels::isText)
                        .forEach(
                                folder -> found.putIfAbsent(folder.getFileName().toString(), folder));
            } catch (IOException e) {
                LOG.warn("The model folder {} cannot be listed: {}", root, e.toString());
            }
        }
        return found;
    }

    private List<Path> roots() {
        List<Path> roots = new ArrayList<>(properties.models().folders());
        String more = System.getenv("POLYHEAD_MODELS");
        if (more != null) {
            Stream.of(more.split(File.pathSeparator)).map(Path::of).forEach(roots::add);
        }
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            roots.add(at.resolve("models"));
        }
        return roots.stream().filter(Files::isDirectory).distinct().toList();
    }

    private static boolean isText(Path folder) {
        if (!Files.exists(folder.resolve("config.json"))) {
            return false;
        }
        try {
            String type = ConfigJson.read(folder.resolve("config.json")).text("model_type", "");
            boolean tokenizer = Stream.of("tokenizer.json", "vocab.txt", "vocab.json", "spiece.model", "source.spm")
                    .anyMatch(name -> Files.exists(folder.resolve(name)));
            return tokenizer
                    && Families.modelTypes().contains(type)
                    && !List.of("whisper", "clip", "music-transformer").contains(type);
        } catch (CheckpointException e) {
            LOG.warn("The folder {} holds no readable model: {}", folder, e.getMessage());
            return false;
        }
    }

    private static String task(ConfigJson config, Path folder) {
        String architecture = config.texts("architectures").stream().findFirst().orElse("");
        if (Files.exists(folder.resolve("modules.json"))) {
            return "feature-extraction";
        }
        if (architecture.endsWith("ForMaskedLM") || architecture.endsWith("ForPreTraining")) {
            return "fill-mask";
        }
        if (architecture.endsWith("ForSequenceClassification")) {
            return "text-classification";
        }
        if (architecture.endsWith("ForTokenClassification")) {
            return "token-classification";
        }
        if (architecture.endsWith("ForQuestionAnswering")) {
            return "question-answering";
        }
        if (architecture.endsWith("ForCausalLM") || architecture.endsWith("LMHeadModel")) {
            return "text-generation";
        }
        return architecture.endsWith("ForConditionalGeneration") || architecture.endsWith("MTModel")
                ? "text2text-generation"
                : "feature-extraction";
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

    @PreDestroy
    void close() {
        synchronized (open) {
            open.values().forEach(TextModel::close);
            open.clear();
        }
    }
}
