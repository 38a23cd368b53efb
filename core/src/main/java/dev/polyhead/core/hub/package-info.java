@NullMarked
package dev.polyhead.core.hub;

import org.jspecify.annotations.NullMarked;
