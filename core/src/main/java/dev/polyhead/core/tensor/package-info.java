/** Numbers with a shape: what goes into a graph and what comes out. */
@NullMarked
package dev.polyhead.core.tensor;

import org.jspecify.annotations.NullMarked;
