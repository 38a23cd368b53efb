@NullMarked
package dev.polyhead.vision;

import org.jspecify.annotations.NullMarked;
