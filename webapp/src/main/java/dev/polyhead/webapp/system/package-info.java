/**
 * What every feature stands on, in reading order.
 * <ol>
 *   <li>{@link PolyheadProperties} - everything that can be configured, checked at the start
 *   <li>{@link StartRefused} - why the server does not start, in one line
 *   <li>{@link DataFolder} - where things are kept, with a version number
 *   <li>{@link TraceFilter} - one id for each request, also in the log
 *   <li>{@link ClientWatch} - ends work that nobody waits for any more
 *   <li>{@link Turns} - a bounded queue that is fair between clients
 *   <li>{@link Messages} - texts in English and German, one pair of files a feature
 * </ol>
 */
@NullMarked
package dev.polyhead.webapp.system;

import org.jspecify.annotations.NullMarked;
