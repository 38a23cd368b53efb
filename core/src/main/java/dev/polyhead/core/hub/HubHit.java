package dev.polyhead.core.hub;

import org.jspecify.annotations.Nullable;

/**
 * A model that a search found.
 *
 * @param id its repository
 * @param task what its page says it is for; null if nothing
 * @param licence null if not stated
 * @param downloads of the last month
 * @param likes of people
 * @param gated whether terms must be accepted first
 */
public record HubHit(
        String id, @Nullable String task, @Nullable String licence, long downloads, long likes, boolean gated) {}
