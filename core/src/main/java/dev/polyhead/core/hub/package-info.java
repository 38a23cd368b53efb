/**
 * Where models come from and how long they stay, in reading order.
 *
 * <ol>
 *   <li>{@link dev.polyhead.core.hub.ModelFolders}: the places on this machine where a model is looked for
 *   <li>{@link dev.polyhead.core.hub.Catalogue}: what the suite knows about models, by id and alias
 *   <li>{@link dev.polyhead.core.hub.ModelPool}: loaded models, shared, counted and evicted within a budget
 *   <li>{@link dev.polyhead.core.hub.HubClient}: the Hugging Face hub, and its cache on this machine
 *   <li>{@link dev.polyhead.core.hub.ModelStore}: models pulled, carried in and out, checked and removed
 * </ol>
 */
@NullMarked
package dev.polyhead.core.hub;

import org.jspecify.annotations.NullMarked;
