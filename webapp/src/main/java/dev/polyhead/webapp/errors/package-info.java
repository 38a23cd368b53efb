/**
 * What went wrong, in reading order.
 * <ol>
 *   <li>{@link Problem} - what the client is told
 *   <li>{@link ApiException} - a failure whose sentence is ready for the client
 *   <li>{@link ProblemSource} - how a feature turns its own exceptions into problems
 *   <li>{@link Problems} - finds the problem of any exception
 * </ol>
 */
@NullMarked
package dev.polyhead.webapp.errors;

import org.jspecify.annotations.NullMarked;
