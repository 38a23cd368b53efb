@NullMarked
package dev.polyhead.text;

import org.jspecify.annotations.NullMarked;
