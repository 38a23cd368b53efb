/**
 * What can answer, in reading order.
 * <ol>
 *   <li>{@link Models} - the door: lease a model, list them, load and unload
 *   <li>{@link ModelInfo}, {@link ModelChip} - what is said of a model
 *   <li>{@link CheckpointLoader}, {@link ModelsConfiguration} - folders, catalogue and pool, as configured
 *   <li>{@link ModelProblems} - unknown and unavailable models, for whoever asked
 *   <li>{@link Preloading} - what is loaded at the start, and whether it is there
 *   <li>{@link ModelController}, {@link OpenAiModelController}, {@link ModelPage} - REST, OpenAI's list, the page
 * </ol>
 */
@NullMarked
package dev.polyhead.webapp.models;

import org.jspecify.annotations.NullMarked;
