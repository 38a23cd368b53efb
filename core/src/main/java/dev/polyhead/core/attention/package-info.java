@NullMarked
package dev.polyhead.core.attention;

import org.jspecify.annotations.NullMarked;
