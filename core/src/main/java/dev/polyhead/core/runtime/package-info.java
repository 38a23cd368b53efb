@NullMarked
package dev.polyhead.core.runtime;

import org.jspecify.annotations.NullMarked;
