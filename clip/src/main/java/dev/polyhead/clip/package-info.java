@NullMarked
package dev.polyhead.clip;

import org.jspecify.annotations.NullMarked;
