/**
 * What can answer, in reading order.
 * <ol>
 *   <li>{@link Models} - the door: lease a model, list them, load, unload and remove them
 *   <li>{@link ModelInfo}, {@link ModelChip} - what is said of a model
 *   <li>{@link CheckpointLoader}, {@link ModelsConfiguration} - folders, hub, store and pool, as configured
 *   <li>{@link Downloads}, {@link HubLook} - models of the hub, before they are here
 *   <li>{@link DownloadKind}, {@link CheckKind} - fetching a model and comparing its answers, as jobs
 *   <li>{@link ModelProblems} - unknown and unavailable models, for whoever asked
 *   <li>{@link SampleFiles} - what ships beside the models, for trying them
 *   <li>{@link Preloading} - what is loaded at the start, and whether it is there
 *   <li>{@link ModelController}, {@link OpenAiModelController}, {@link ModelPage} - REST, OpenAI's list, the page
 * </ol>
 */
@NullMarked
package dev.polyhead.webapp.models;

import org.jspecify.annotations.NullMarked;
