@NullMarked
package dev.polyhead.core.model;

import org.jspecify.annotations.NullMarked;
