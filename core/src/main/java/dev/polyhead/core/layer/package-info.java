@NullMarked
package dev.polyhead.core.layer;

import org.jspecify.annotations.NullMarked;
