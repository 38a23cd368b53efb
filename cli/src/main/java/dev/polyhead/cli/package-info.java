@NullMarked
package dev.polyhead.cli;

import org.jspecify.annotations.NullMarked;
