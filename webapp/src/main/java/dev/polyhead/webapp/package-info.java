@NullMarked
package dev.polyhead.webapp;

import org.jspecify.annotations.NullMarked;
