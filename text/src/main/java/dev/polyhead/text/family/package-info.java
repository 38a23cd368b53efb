/** The text families: each file is a config reader and a table of names. */
@NullMarked
package dev.polyhead.text.family;

import org.jspecify.annotations.NullMarked;
