@NullMarked
package dev.polyhead.music;

import org.jspecify.annotations.NullMarked;
