@NullMarked
package dev.polyhead.speech;

import org.jspecify.annotations.NullMarked;
