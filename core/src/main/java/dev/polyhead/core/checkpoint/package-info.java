@NullMarked
package dev.polyhead.core.checkpoint;

import org.jspecify.annotations.NullMarked;
