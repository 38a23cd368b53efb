/**
 * The suite as one Spring Boot application: pages, REST and background work.
 *
 * <p>One package a feature, in reading order:
 * <ol>
 *   <li>{@code system} - configuration, data folder, trace ids, texts
 *   <li>{@code errors} - what went wrong, for whoever asked
 *   <li>{@code security} - who may talk to this server: bind rule, host and origin checks, keys, headers
 *   <li>{@code uploads} - files and form fields on their way in
 *   <li>{@code frame} - what surrounds every page, and how errors look
 *   <li>{@code jobs} - long work that survives a restart
 *   <li>{@code models} - what can answer: folders, memory, load and unload
 *   <li>one package for each task with a page, such as {@code transcription}
 * </ol>
 *
 * <p>A task registers its page with a {@link dev.polyhead.webapp.frame.NavigationEntry} bean, its long work with a
 * {@link dev.polyhead.webapp.jobs.JobKind} bean, and its own exceptions with a
 * {@link dev.polyhead.webapp.errors.ProblemSource} bean; nothing else in the frame changes. A package uses those above
 * it in this list, never those below.
 */
@NullMarked
package dev.polyhead.webapp;

import org.jspecify.annotations.NullMarked;
