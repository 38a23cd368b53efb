package dev.polyhead.core.hub;

import dev.polyhead.core.checkpoint.CheckpointException;
import dev.polyhead.core.checkpoint.ConfigJson;
import dev.polyhead.core.checkpoint.Nearest;
import dev.polyhead.core.generation.Cancellation;
import dev.polyhead.core.model.Families;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The Hugging Face hub: look, search, pull. What is pulled lies in the cache that Python's tools use, in their layout, so
 * that either finds what the other has fetched.
 */
public final class HubClient {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final long SPARE = 64L << 20; // bytes of disk that stay free

    private final HubSettings settings;
    private final HubRequests requests;
    private final Supplier<Set<String>> families;
    private final ToLongFunction<Path> freeBytes;

    public HubClient(HubSettings settings) {
        this(
                settings,
                settings.offline()
                        ? HubClient::refuse
                        : new HttpConnector(new Proxies(System.getenv()), settings.patience()),
                Families::modelTypes,
                HubClient::free);
    }

    /**
     * A client in other surroundings.
     *
     * @param connector the way to the network
     * @param families the {@code model_type}s that can be run
     * @param freeBytes how much room the disk of a folder has
     */
    public HubClient(
            HubSettings settings, Connector connector, Supplier<Set<String>> families, ToLongFunction<Path> freeBytes) {
        this.settings = settings;
        this.requests = new HubRequests(settings, settings.offline() ? HubClient::refuse : connector);
        this.families = families;
        this.freeBytes = freeBytes;
    }

    private static Connector.Reply refuse(URI address, Map<String, String> headers, Cancellation cancellation) {
        throw new HubException(
                HubException.Kind.OFFLINE,
                "%s was not asked: POLYHEAD_OFFLINE or HF_HUB_OFFLINE forbids the network."
                        .formatted(address.getHost()));
    }

    private static long free(Path folder) {
        try {
            return Files.getFileStore(folder).getUsableSpace();
        } catch (IOException e) {
            return Long.MAX_VALUE; // a file system that cannot tell: the writes will
        }
    }

    /**
     * Searches by words of the name, the most downloaded first; only what has safetensors.
     *
     * @param limit most answers
     */
    public List<HubHit> search(String words, int limit) {
        Map<String, String> query = new LinkedHashMap<>();
        query.put("search", words);
        query.put("limit", String.valueOf(limit));
        query.put("filter", "safetensors");
        query.put("sort", "downloads");
        query.put("direction", "-1");
        List<HubHit> hits = new ArrayList<>();
        for (JsonNode model : json(requests.text(requests.address("api/models", query), new Cancellation()))) {
            String id = model.path("id").asString(model.path("modelId").asString(""));
            if (ModelId.isOne(id)) {
                hits.add(new HubHit(
                        id,
                        textOrNull(model.path("pipeline_tag")),
                        licence(model),
                        model.path("downloads").asLong(0),
                        model.path("likes").asLong(0),
                        isGated(model)));
            }
        }
        return hits;
    }

    /**
     * Looks at a model without fetching anything large: its files, licence and family.
     *
     * @param revision branch, tag or commit; null for {@code main}
     * @throws HubException if it cannot be seen, or has no safetensors
     */
    public HubModel inspect(ModelId id, @Nullable String revision, Cancellation cancellation) {
        String asked = revision == null ? "main" : revision;
        String path = "api/models/%s/revision/".formatted(id)
                + HubRequests.escaped(asked).replace("/", "%2F");
        JsonNode said = json(requests.text(rawAddress(path, "blobs=true"), cancellation));
        List<HubFile> files = new ArrayList<>();
        Set<String> names = new LinkedHashSet<>();
        said.path("siblings").forEach(file -> names.add(file.path("rfilename").asString("")));
        for (JsonNode file : said.path("siblings")) {
            if (WantedFiles.wants(file.path("rfilename").asString(""), names)) {
                files.add(file(file));
            }
        }
        if (!WantedFiles.hasWeights(List.copyOf(names))) {
            throw noSafetensors(id, asked, names, cancellation);
        }
        String commit = said.path("sha").asString("");
        if (!commit.matches("[0-9a-f]{40}|[0-9a-f]{64}")) {
            throw damaged("no commit for '%s'".formatted(id), null);
        }
        String family = family(id, commit, names, cancellation);
        return new HubModel(
                id,
                asked,
                commit,
                family,
                families.get().contains(family),
                textOrNull(said.path("pipeline_tag")),
                licence(said),
                languages(said.path("cardData").path("language")),
                files);
    }

    private java.net.URI rawAddress(String path, String query) {
        return java.net.URI.create(settings.endpoint() + "/" + path + (query.isEmpty() ? "" : "?" + query));
    }

    private static HubFile file(JsonNode file) {
        JsonNode large = file.path("lfs");
        return new HubFile(
                file.path("rfilename").asString(""),
                large.path("size").asLong(file.path("size").asLong(-1)),
                textOrNull(large.path("sha256")),
                file.path("blobId").asString(""));
    }

    private String family(ModelId id, String commit, Set<String> names, Cancellation cancellation) {
        if (!names.contains("config.json")) {
            throw new HubException(
                    HubException.Kind.UNSUPPORTED,
                    "'%s' has no config.json at its root, so nothing says what its weights are.".formatted(id));
        }
        try {
            return ConfigJson.parse(
                            "config.json of " + id, requests.text(resolve(id, commit, "config.json"), cancellation))
                    .text("model_type");
        } catch (CheckpointException e) {
            throw new HubException(HubException.Kind.UNSUPPORTED, String.valueOf(e.getMessage()), e);
        }
    }

    private java.net.URI resolve(ModelId id, String commit, String file) {
        return requests.address("%s/resolve/%s/%s".formatted(id, commit, file), Map.of());
    }

    private HubException noSafetensors(ModelId id, String revision, Set<String> names, Cancellation cancellation) {
        String other = otherRevision(id, cancellation)
                .map(found -> " Its revision %s has them: polyhead models pull %s@%s".formatted(found, id, found))
                .orElse(" The hub lists no revision that has them.");
        boolean pickled = names.stream().anyMatch(name -> name.matches("pytorch_model.*\\.bin|.*\\.(pt|pth|ckpt)"));
        return new HubException(
                HubException.Kind.UNSUPPORTED,
                "'%s' at %s has no safetensors.%s%s"
                        .formatted(
                                id,
                                revision,
                                pickled ? " Its weights are pickled, which can execute code and is never read." : "",
                                other));
    }

    /** A branch, tag or pull request, newest first, with safetensors; a few are looked at. */
    private Optional<String> otherRevision(ModelId id, Cancellation cancellation) {
        JsonNode refs = json(requests.text(rawAddress("api/models/" + id + "/refs", "include_prs=1"), cancellation));
        List<String> candidates = new ArrayList<>();
        for (String kind : List.of("converts", "pullRequests", "branches", "tags")) {
            refs.path(kind).forEach(ref -> {
                String name = ref.path("ref").asString("").replaceFirst("^refs/(heads|tags)/", "");
                if (name.matches("[A-Za-z0-9._/-]{1,100}") && !name.contains("..") && !name.equals("main")) {
                    candidates.add(name);
                }
            });
        }
        int most = Math.min(8, candidates.size());
        for (String candidate : candidates.subList(0, most)) {
            String path = "api/models/%s/revision/%s"
                    .formatted(id, HubRequests.escaped(candidate).replace("/", "%2F"));
            JsonNode said = json(requests.text(rawAddress(path, ""), cancellation));
            List<String> names = new ArrayList<>();
            said.path("siblings")
                    .forEach(file -> names.add(file.path("rfilename").asString("")));
            if (WantedFiles.hasWeights(names)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    /**
     * Fetches a model into the cache, or what of it is not there yet. Nothing can be seen of it under its name before
     * every file is there and checked.
     *
     * @param revision branch, tag or commit; null for {@code main}
     * @param progress hears how far it is, from several threads
     * @throws HubException if it cannot be fetched, or the suite could not run it
     */
    public Pulled pull(
            ModelId id, @Nullable String revision, Consumer<PullProgress> progress, Cancellation cancellation) {
        HubModel model = inspect(id, revision, cancellation);
        if (!model.supported()) {
            throw new HubException(
                    HubException.Kind.UNSUPPORTED,
                    "'%s' is of model_type \"%s\", which is not supported. Nearest of the supported: %s. Nothing was fetched."
                            .formatted(id, model.family(), Nearest.to(model.family(), families.get())));
        }
        try {
            Path blobs = Files.createDirectories(settings.cache().of(id).resolve("blobs"));
            checkRoom(model, blobs);
            long done = 0;
            for (HubFile file : model.files()) {
                long before = done;
                fetch(
                        model,
                        file,
                        blobs,
                        here -> progress.accept(new PullProgress(file.name(), before + here, model.size())),
                        cancellation);
                done += file.size();
                progress.accept(new PullProgress(file.name(), done, model.size()));
            }
            Path snapshot = link(model, blobs);
            return new Pulled(model, snapshot, hashed(model, blobs));
        } catch (IOException e) {
            throw disk(e);
        }
    }

    private void checkRoom(HubModel model, Path blobs) throws IOException {
        long needed = 0;
        for (HubFile file : model.files()) {
            Path blob = blobs.resolve(file.blob());
            Path part = PartialFile.dataOf(blob);
            if (!Files.exists(blob)) {
                needed += Math.max(0, file.size() - (Files.exists(part) ? Files.size(part) : 0));
            }
        }
        long free = freeBytes.applyAsLong(blobs);
        if (needed + SPARE > free) {
            throw new HubException(
                    HubException.Kind.NO_SPACE,
                    "'%s' needs %s more, but '%s' has %s free. Make room, or set HF_HOME to another disk."
                            .formatted(
                                    model.id(),
                                    Bytes.text(needed),
                                    settings.cache().folder(),
                                    Bytes.text(free)));
        }
    }

    private void fetch(
            HubModel model,
            HubFile file,
            Path blobs,
            java.util.function.LongConsumer progress,
            Cancellation cancellation)
            throws IOException {
        Path blob = blobs.resolve(file.blob());
        Path lock = settings.cache()
                .folder()
                .resolve(".locks")
                .resolve(model.id().cacheFolder())
                .resolve(file.blob() + ".lock");
        try (BlobLock held = BlobLock.take(lock, cancellation)) {
            if (!Files.exists(blob) || Files.size(blob) != file.size()) {
                new Download(
                                requests,
                                settings,
                                file,
                                resolve(model.id(), model.commit(), file.name()),
                                cancellation,
                                progress)
                        .to(blob);
            }
        }
    }

    private Path link(HubModel model, Path blobs) throws IOException {
        Path home = settings.cache().of(model.id());
        Path snapshot = Files.createDirectories(home.resolve("snapshots").resolve(model.commit()));
        for (HubFile file : model.files()) {
            Path link = snapshot.resolve(file.name());
            Path folder = Files.createDirectories(snapshot.resolve(file.name()).resolveSibling(""));
            if (!Files.exists(link)) {
                Files.deleteIfExists(link); // one that leads nowhere
                linkOrCopy(folder, link, blobs.resolve(file.blob()));
            }
        }
        if (!model.revision().equals(model.commit())) {
            Path ref = home.resolve("refs").resolve(model.revision()).normalize();
            Files.createDirectories(ref.getParent());
            WholeFile.write(ref, model.commit());
        }
        return snapshot;
    }

    private static void linkOrCopy(Path folder, Path link, Path blob) throws IOException {
        try {
            Files.createSymbolicLink(link, folder.relativize(blob));
        } catch (UnsupportedOperationException | FileSystemException e) {
            if (!Files.exists(link)) {
                Files.copy(blob, link); // a disk or an account without symbolic links
            }
        }
    }

    private static List<ModelFile> hashed(HubModel model, Path blobs) throws IOException {
        List<ModelFile> files = new ArrayList<>();
        for (HubFile file : model.files()) {
            String known = file.sha256();
            files.add(new ModelFile(
                    file.name(), file.size(), known == null ? Hashes.sha256(blobs.resolve(file.blob())) : known));
        }
        return files;
    }

    private HubException disk(IOException failure) {
        String said = String.valueOf(failure.getMessage());
        boolean full = said.contains("No space left") || said.contains("not enough space") || said.contains("quota");
        return new HubException(
                full ? HubException.Kind.NO_SPACE : HubException.Kind.UNREACHABLE,
                full
                        ? "The disk of '%s' is full. Make room; the pull then goes on where it stopped."
                                .formatted(settings.cache().folder())
                        : "The cache '%s' cannot be written: %s"
                                .formatted(settings.cache().folder(), said),
                failure);
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JacksonException e) {
            throw damaged("something that is not JSON", e);
        }
    }

    private static HubException damaged(String what, @Nullable Throwable cause) {
        return new HubException(
                HubException.Kind.DAMAGED, "The hub answers with %s. Is HF_ENDPOINT right?".formatted(what), cause);
    }

    private static @Nullable String textOrNull(JsonNode node) {
        return node.isString() && !node.asString().isBlank() ? node.asString() : null;
    }

    private static boolean isGated(JsonNode model) {
        JsonNode gated = model.path("gated");
        return gated.isString() || gated.asBoolean(false);
    }

    private static @Nullable String licence(JsonNode model) {
        JsonNode card = model.path("cardData").path("license");
        if (card.isString()) {
            return card.asString();
        }
        for (JsonNode tag : model.path("tags")) {
            if (tag.asString("").startsWith("license:")) {
                return tag.asString("").substring("license:".length());
            }
        }
        return null;
    }

    private static List<String> languages(JsonNode said) {
        List<String> languages = new ArrayList<>();
        if (said.isString()) {
            languages.add(said.asString());
        }
        said.forEach(language -> {
            if (language.isString()) {
                languages.add(language.asString());
            }
        });
        return languages;
    }
}
