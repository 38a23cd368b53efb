package dev.polyhead.webapp.text;

import dev.polyhead.core.checkpoint.CheckpointException;
import dev.polyhead.core.checkpoint.ConfigJson;
import dev.polyhead.core.hub.Lease;
import dev.polyhead.core.hub.UnknownModelException;
import dev.polyhead.core.model.Families;
import dev.polyhead.core.model.Model;
import dev.polyhead.text.SharedEmbedder;
import dev.polyhead.text.TextEmbedder;
import dev.polyhead.text.TextModel;
import dev.polyhead.text.TextTask;
import dev.polyhead.text.tokenizer.TokenizerSettings;
import dev.polyhead.webapp.errors.ApiException;
import dev.polyhead.webapp.models.ModelInfo;
import dev.polyhead.webapp.models.Models;
import dev.polyhead.webapp.security.Clients;
import dev.polyhead.webapp.system.ClientWatch;
import dev.polyhead.webapp.system.PolyheadProperties;
import dev.polyhead.webapp.system.Turns;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Lends the pool's models with their tokenizers. */
@Component
class PooledTextModels implements TextModels {
    private static final Logger LOG = LoggerFactory.getLogger(PooledTextModels.class);

    /** Requests that run at once: one reads while the other writes; more would only wait for the same cores. */
    private static final int AT_ONCE = 2;

    /** Families that read text beside something else, and have features of their own. */
    private static final Set<String> OTHERS = Set.of("whisper", "clip", "music-transformer");

    /** Families that do nothing but translate. */
    private static final Set<String> TRANSLATORS = Set.of("marian", "mbart");

    private static final List<String> TOKENIZERS = List.of(
            "tokenizer.json",
            "vocab.txt",
            "vocab.json",
            "spiece.model",
            "sentencepiece.bpe.model",
            "tokenizer.model",
            "source.spm");

    private final Models models;
    private final int longest;
    private final MeterRegistry metrics;
    private final Map<String, Turns> turns = new ConcurrentHashMap<>();

    PooledTextModels(Models models, PolyheadProperties properties, MeterRegistry metrics) {
        this.models = models;
        this.longest = properties.limits().waiting();
        this.metrics = metrics;
    }

    @Override
    public <T extends @Nullable Object> T with(String idOrAlias, Use<T> use) {
        try (Lease<Model> lease = lease(idOrAlias)) {
            Turns line = turns.computeIfAbsent(lease.id(), this::line);
            try (Turns.Turn turn = line.take(Clients.current(), () -> busy(line, idOrAlias))) {
                return use.of(lease.view(TextModel.class, TextModel::of));
            }
        }
    }

    private ApiException busy(Turns line, String idOrAlias) {
        return ApiException.busy(
                Duration.ofSeconds(5),
                "%d requests wait for '%s' already; at most %d may, three quarters of them from one client. Try again a little later."
                        .formatted(line.waiting(), idOrAlias, longest));
    }

    private Turns line(String model) {
        Turns line = new Turns(AT_ONCE, longest);
        Gauge.builder("polyhead.text.waiting", line, Turns::waiting)
                .description("Text requests that wait for their turn")
                .tag("model", model)
                .register(metrics);
        return line;
    }

    @Override
    public <T> T embedding(String idOrAlias, Function<TextEmbedder, T> use) {
        try (Lease<Model> lease = lease(idOrAlias);
                ClientWatch client = new ClientWatch()) {
            TextModel text = lease.view(TextModel.class, TextModel::of);
            SharedEmbedder shared = lease.view(SharedEmbedder.class, model -> new SharedEmbedder(text, longest));
            return use.apply(shared.forCall(client.cancellation()));
        }
    }

    @Override
    public TextTask task(String idOrAlias) {
        try (Lease<Model> lease = lease(idOrAlias)) {
            return lease.view(TextModel.class, TextModel::of).task();
        }
    }

    private Lease<Model> lease(String idOrAlias) {
        Path folder = models.folder(idOrAlias);
        if (type(folder).isEmpty()) {
            throw ApiException.unprocessable(
                    "model", "'%s' is no text model. GET /api/models lists what each is for.".formatted(idOrAlias));
        }
        return models.lease(idOrAlias, null);
    }

    @Override
    public List<Entry> all() {
        List<Entry> entries = new ArrayList<>();
        for (ModelInfo info : models.here()) {
            folder(info.id())
                    .filter(folder -> type(folder).isPresent())
                    .ifPresent(folder -> entries.add(entry(info, folder)));
        }
        return entries;
    }

    @Override
    public Optional<Entry> find(String idOrAlias) {
        return folder(idOrAlias).flatMap(folder -> type(folder).map(type -> entry(models.get(idOrAlias), folder)));
    }

    @Override
    public List<ModelInfo> suggested(List<String> tasks) {
        return models.all().stream()
                .filter(model -> !model.here() && tasks.contains(String.valueOf(model.task())))
                .sorted(Comparator.comparing((ModelInfo model) -> model.size() == null))
                .toList();
    }

    @Override
    public boolean choosesLanguages(String idOrAlias) {
        return folder(idOrAlias)
                .map(folder -> TokenizerSettings.read(folder).targetLanguage().isEmpty())
                .orElse(false);
    }

    /** The folder of a model; empty if it is unknown, or known and not on this machine. */
    private Optional<Path> folder(String idOrAlias) {
        try {
            return Optional.of(models.folder(idOrAlias));
        } catch (UnknownModelException unknown) {
            return Optional.empty();
        }
    }

    private static Entry entry(ModelInfo info, Path folder) {
        boolean chats = TokenizerSettings.read(folder).chatTemplate() != null;
        return new Entry(info, task(ConfigJson.read(folder.resolve("config.json")), folder), chats);
    }

    /** The family of a folder that holds a text model. */
    private static Optional<String> type(Path folder) {
        if (!Files.exists(folder.resolve("config.json"))) {
            return Optional.empty();
        }
        try {
            String type = ConfigJson.read(folder.resolve("config.json")).text("model_type", "");
            boolean reads = TOKENIZERS.stream().anyMatch(name -> Files.exists(folder.resolve(name)));
            return reads && Families.modelTypes().contains(type) && !OTHERS.contains(type)
                    ? Optional.of(type)
                    : Optional.empty();
        } catch (CheckpointException e) {
            LOG.warn("The folder {} holds no readable model: {}", folder, e.getMessage());
            return Optional.empty();
        }
    }

    /** What a checkpoint was made for, by the name of its architecture, without opening it. */
    private static String task(ConfigJson config, Path folder) {
        if (Files.exists(folder.resolve("modules.json"))) {
            return "feature-extraction";
        }
        if (TRANSLATORS.contains(config.text("model_type", ""))) {
            return "translation";
        }
        String architecture = config.texts("architectures").stream().findFirst().orElse("");
        Map<String, String> tasks = Map.of(
                "ForMaskedLM", "fill-mask",
                "ForPreTraining", "fill-mask",
                "ForSequenceClassification", "text-classification",
                "ForTokenClassification", "token-classification",
                "ForQuestionAnswering", "question-answering",
                "ForCausalLM", "text-generation",
                "LMHeadModel", "text-generation",
                "ForConditionalGeneration", "text2text-generation",
                "MTModel", "text2text-generation");
        return Stream.of(architecture)
                .flatMap(name -> tasks.entrySet().stream().filter(task -> name.endsWith(task.getKey())))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("feature-extraction");
    }
}
