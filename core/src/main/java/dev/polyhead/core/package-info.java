@NullMarked
package dev.polyhead.core;

import org.jspecify.annotations.NullMarked;
