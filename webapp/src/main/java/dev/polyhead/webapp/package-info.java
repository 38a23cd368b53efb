/**
 * The suite as one Spring Boot application: pages, REST and background work.
 *
 * <p>One package a feature, in reading order:
 * <ol>
 *   <li>{@code system} - configuration, data folder, uploads, and the frame that every page shares
 *   <li>{@code security} - who may talk to this server: bind rule, host and origin checks, keys, headers
 *   <li>{@code errors} - one shape for every failure: problem details, OpenAI's envelope or a page
 *   <li>{@code jobs} - long work that survives a restart
 *   <li>{@code models} - what can answer: folders, memory, load and unload
 *   <li>one package for each task with a page, such as {@code transcription}
 * </ol>
 *
 * <p>A task registers its page with a {@link dev.polyhead.webapp.system.NavigationEntry} bean, its long work with a
 * {@link dev.polyhead.webapp.jobs.JobKind} bean, and its own exceptions with a
 * {@link dev.polyhead.webapp.errors.ProblemSource} bean; nothing else in the frame changes.
 */
@NullMarked
package dev.polyhead.webapp;

import org.jspecify.annotations.NullMarked;
