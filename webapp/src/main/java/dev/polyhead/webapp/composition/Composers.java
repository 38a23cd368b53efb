package dev.polyhead.webapp.composition;

import dev.polyhead.core.model.Model;

/** Lends music models. */
interface Composers {
    /**
     * Makes sure that there is such a model.
     *
     * @param id id or alias
     * @throws dev.polyhead.webapp.errors.ApiException 404 if there is none
     */
    void check(String id);

    /**
     * Uses a model while it stays loaded.
     *
     * @param id id or alias
     * @throws dev.polyhead.webapp.errors.ApiException 404 if there is no such model, 429 if too many wait for it
     */
    <T> T with(String id, Use<T> use);

    /** What is done with a model. */
    @FunctionalInterface
    interface Use<T> {
        T of(Model model);
    }
}
