package dev.polyhead.webapp.models;

import dev.polyhead.core.hub.Catalogue;
import dev.polyhead.core.hub.CatalogueEntry;
import dev.polyhead.core.hub.Lease;
import dev.polyhead.core.hub.ModelPool;
import dev.polyhead.core.hub.ModelStore;
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
    private final ModelStore store;
    private final ModelPool<Model> pool;
    private final CheckpointLoader loader;

    Models(ModelStore store, ModelPool<Model> pool, CheckpointLoader loader) {
        this.store = store;
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
        requireTask(idOrAlias, task);
        return pool.lease(idOrAlias);
    }

    /**
     * Makes sure that there is such a model on this machine, and that it is for the task.
     *
     * @throws ApiException 400 if it is for another task
     * @throws dev.polyhead.core.hub.UnknownModelException if there is none; answered as 404
     */
    public void check(String idOrAlias, String task) {
        requireTask(idOrAlias, task);
        folder(idOrAlias);
    }

    private void requireTask(String idOrAlias, @Nullable String task) {
        if (task != null) {
            Optional<String> known = store.catalogue().find(idOrAlias).map(CatalogueEntry::task);
            if (known.isPresent() && !known.get().equals(task)) {
                throw ApiException.badRequest(
                        "model",
                        "Model '%s' is for %s, and this needs one for %s. GET /api/models lists them."
                                .formatted(idOrAlias, known.get(), task));
            }
        }
    }

    /** The folder of a model that is on this machine. */
    public Path folder(String idOrAlias) {
        return store.locate(idOrAlias).folder();
    }

    /** Says whether the catalogue has a model of this name. */
    boolean knows(String idOrAlias) {
        return store.catalogue().find(idOrAlias).isPresent();
    }

    /** All models that are known, those of the catalogue first. */
    public List<ModelInfo> all() {
        Catalogue catalogue = store.catalogue();
        Map<String, Catalogue.Located> here = catalogue.available(store.folders()).stream()
                .collect(Collectors.toMap(
                        Catalogue.Located::id, Function.identity(), (one, other) -> one, LinkedHashMap::new));
        Map<String, ModelPool.Status> loaded = new HashMap<>();
        pool.status().forEach(status -> loaded.put(status.id(), status));
        List<ModelInfo> all = new ArrayList<>();
        for (CatalogueEntry entry : catalogue.entries()) {
            Catalogue.Located located = here.remove(entry.id());
            all.add(info(entry, located, loaded.get(entry.id())));
        }
        here.values().forEach(each -> all.add(info(store.describe(each), each, loaded.get(each.id()))));
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

    /**
     * Loads a model so that the first request need not wait.
     *
     * @param pin whether it stays until it is unloaded by hand; null to leave that as it is
     */
    public ModelInfo load(String idOrAlias, @Nullable Boolean pin) {
        if (Boolean.TRUE.equals(pin)) {
            pool.pin(idOrAlias);
        } else {
            pool.preload(idOrAlias);
            if (pin != null) {
                pool.unpin(idOrAlias);
            }
        }
        return get(idOrAlias);
    }

    /** Unloads a model as soon as nobody uses it. */
    public ModelInfo unload(String idOrAlias) {
        pool.unload(idOrAlias);
        return get(idOrAlias);
    }

    /**
     * Deletes a model that was fetched or carried in.
     *
     * @return bytes that the disk has back
     * @throws ApiException 409 if requests use it
     */
    public long remove(String idOrAlias) {
        String id = store.catalogue().find(idOrAlias).map(CatalogueEntry::id).orElse(idOrAlias);
        for (ModelPool.Status status : pool.status()) {
            if (status.id().equals(id) && (status.leases() > 0 || !pool.unload(id))) {
                throw ApiException.conflict(
                        "The model '%s' is in use. Try again when its requests are done.".formatted(id));
            }
        }
        return store.remove(id);
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
            CatalogueEntry entry, Catalogue.@Nullable Located located, ModelPool.@Nullable Status status) {
        Optional<CheckpointLoader.Manner> manner = loader.manner(entry.id());
        boolean isHere = located != null;
        String state = status == null ? (isHere ? "here" : "absent") : status.loading() ? "loading" : "loaded";
        return new ModelInfo(
                entry.id(),
                entry.description(),
                entry.task(),
                entry.family(),
                entry.licence(),
                entry.languages(),
                entry.aliases(),
                entry.source().hub(),
                entry.size(),
                entry.size() == null ? null : entry.size() <= pool.budget(),
                isHere,
                state,
                status == null ? 0 : status.bytes(),
                status == null ? 0 : status.leases(),
                status != null && status.pinned(),
                manner.map(CheckpointLoader.Manner::device).orElse(null),
                manner.map(CheckpointLoader.Manner::precision).orElse(null),
                located != null && store.isRemovable(located),
                store.card(entry.id()).orElse(null));
    }
}
