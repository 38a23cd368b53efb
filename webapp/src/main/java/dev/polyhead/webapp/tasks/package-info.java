/**
 * Hugging Face's task API: one address a model, whose task decides what is done.
 *
 * <ol>
 *   <li>{@link TaskController} takes {@code POST /models/{id}}
 *   <li>{@link TaskHandler} is what each feature offers for its own models
 * </ol>
 */
@NullMarked
package dev.polyhead.webapp.tasks;

import org.jspecify.annotations.NullMarked;
