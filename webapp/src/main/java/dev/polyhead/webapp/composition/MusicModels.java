package dev.polyhead.webapp.composition;

import dev.polyhead.core.hub.Lease;
import dev.polyhead.core.model.Model;
import dev.polyhead.webapp.models.ModelChip;
import dev.polyhead.webapp.models.Models;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Lends music models from the pool. */
@Component
class MusicModels {
    /** What these models are for, as the catalogue says it. */
    private static final String TASK = "music-generation";

    private final Models models;

    MusicModels(Models models) {
        this.models = models;
    }

    /**
     * Makes sure that there is such a model, and that it writes music.
     *
     * @throws dev.polyhead.webapp.errors.ApiException 400 if it is for another task
     * @throws dev.polyhead.core.hub.UnknownModelException if there is none; answered as 404
     */
    void check(String idOrAlias) {
        models.check(idOrAlias, TASK);
    }

    /** A model in use; close it when done. */
    Lease<Model> lease(String idOrAlias) {
        return models.lease(idOrAlias, TASK);
    }

    /** Which model the page names, and which others could answer. */
    ModelChip chip(@Nullable String wanted) {
        return models.chip(TASK, wanted);
    }
}
