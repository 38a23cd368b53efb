@NullMarked
package dev.polyhead.core.transformer;

import org.jspecify.annotations.NullMarked;
