package dev.polyhead.webapp.models;

import dev.polyhead.core.hub.Catalogue;
import dev.polyhead.core.hub.CatalogueEntry;
import dev.polyhead.core.hub.Lease;
import dev.polyhead.core.hub.ModelFolders;
import dev.polyhead.core.hub.ModelPool;
import dev.polyhead.core.model.Model;
import dev.polyhead.webapp.errors.ApiException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** The models of this machine: lease one to use it, list them, load and unload them. */
@Service
public class Models {
    private final Catalogue catalogue;
    private final ModelFolders folders;
    private final ModelPool<Model> pool;
    private final CheckpointLoader loader;

    Models(Catalogue catalogue, ModelFolders folders, ModelPool<Model> pool, CheckpointLoader loader) {
        this.catalogue = catalogue;
        this.folders = folders;
        this.pool = pool;
        this.loader = loader;
    }

    /**
     * Takes a model, loading it if need be. Close the lease when done; what is made from the model, such as a task with
     * its tokenizer, belongs into {@link Lease#view}.
     *
     * @param idOrAlias its id or another name of it
     * @param task what it has to be for, in Hugging Face's words, or null for anything
     * @throws ApiException 400 if it is for another task
     * @throws dev.polyhead.core.hub.UnknownModelException if there is none; answered as 404
     * @throws dev.polyhead.core.hub.ModelUnavailableException if it cannot be had now; answered as 503
     */
    public Lease<Model> lease(String idOrAlias, @Nullable String task) {
        if (task != null) {
            Optional<String> known = catalogue.find(idOrAlias).map(CatalogueEntry::task);
            if (known.isPresent() && !known.get().equals(task)) {
                throw ApiException.badRequest(
                        "model",
                        "Model '%s' is for %s, and this needs one for %s. GET /api/models lists them."
                                .formatted(idOrAlias, known.get(), task));
            }
        }
        return pool.lease(idOrAlias);
    }

    /** The folder of a model that is on this machine. */
    public Path folder(String idOrAlias) {
        return catalogue.locate(idOrAlias, folders).folder();
    }

    /** All models that are known, those of the catalogue first. */
    public List<ModelInfo> all() {
        Map<String, Catalogue.Located> here = catalogue.available(folders).stream()
                .collect(Collectors.toMap(
                        Catalogue.Located::id, Function.identity(), (one, other) -> one, LinkedHashMap::new));
        Map<String, ModelPool.Status> loaded = new HashMap<>();
        pool.status().forEach(status -> loaded.put(status.id(), status));
        List<ModelInfo> all = new ArrayList<>();
        for (CatalogueEntry entry : catalogue.entries()) {
            all.add(info(entry.id(), entry, here.remove(entry.id()) != null, loaded.get(entry.id())));
        }
        here.values().forEach(each -> all.add(info(each.id(), null, true, loaded.get(each.id()))));
        return all;
    }

    /** The models on this machine. */
    public List<ModelInfo> here() {
        return all().stream().filter(ModelInfo::here).toList();
    }

    /**
     * The chip of a page.
     *
     * @param task what the page does, in Hugging Face's words
     * @param wanted the id that the visitor chose, or null
     */
    public ModelChip chip(String task, @Nullable String wanted) {
        List<ModelInfo> able = here().stream()
                .filter(model -> task.equals(model.task()))
                .sorted(Comparator.comparing((ModelInfo model) -> !model.loaded()))
                .toList();
        ModelInfo current = able.stream()
                .filter(model -> model.id().equals(wanted) || model.aliases().contains(String.valueOf(wanted)))
                .findFirst()
                .orElse(able.isEmpty() ? null : able.get(0));
        return new ModelChip(current, able);
    }

    /** Bytes that loaded models take. */
    public long used() {
        return pool.usedBytes();
    }

    /** Bytes that loaded models may take. */
    public long budget() {
        return pool.budget();
    }

    /** Loads a model so that the first request need not wait. */
    public ModelInfo load(String idOrAlias) {
        pool.preload(idOrAlias);
        return get(idOrAlias);
    }

    /** Unloads a model as soon as nobody uses it. */
    public ModelInfo unload(String idOrAlias) {
        pool.unload(idOrAlias);
        return get(idOrAlias);
    }

    /**
     * One model.
     *
     * @throws dev.polyhead.core.hub.UnknownModelException if it is not on this machine
     */
    public ModelInfo get(String idOrAlias) {
        String id = loader.canonical(idOrAlias);
        return all().stream().filter(model -> model.id().equals(id)).findFirst().orElseThrow();
    }

    private ModelInfo info(
            String id, @Nullable CatalogueEntry entry, boolean isHere, ModelPool.@Nullable Status status) {
        Optional<CheckpointLoader.Manner> manner = loader.manner(id);
        String state = status == null ? (isHere ? "here" : "absent") : status.loading() ? "loading" : "loaded";
        return new ModelInfo(
                id,
                entry == null ? null : entry.description(),
                entry == null ? null : entry.task(),
                entry == null ? null : entry.family(),
                entry == null ? null : entry.licence(),
                entry == null ? List.of() : entry.languages(),
                entry == null ? List.of() : entry.aliases(),
                entry == null ? null : entry.size(),
                isHere,
                state,
                status == null ? 0 : status.bytes(),
                status == null ? 0 : status.leases(),
                manner.map(CheckpointLoader.Manner::device).orElse(null),
                manner.map(CheckpointLoader.Manner::precision).orElse(null));
    }
}
