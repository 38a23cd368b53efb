/**
 * Files on their way in: {@link Uploads} streams them to disk, an {@link Upload} deletes itself when closed,
 * {@link FileNames} reads what a client calls its files.
 */
@NullMarked
package dev.polyhead.webapp.uploads;

import org.jspecify.annotations.NullMarked;
