/**
 * What surrounds every page, in reading order.
 * <ol>
 *   <li>{@link NavigationEntry} - how a feature puts its page into the rail
 *   <li>{@link PageFrame} - what the template {@code layout.html} needs
 *   <li>{@link Preferences} - theme and language
 *   <li>{@link ErrorAnswers}, {@link ProblemRenderer} - problem details, OpenAI's envelope, or a page
 * </ol>
 */
@NullMarked
package dev.polyhead.webapp.frame;

import org.jspecify.annotations.NullMarked;
