@NullMarked
package dev.polyhead.media;

import org.jspecify.annotations.NullMarked;
