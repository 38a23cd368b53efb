@NullMarked
package dev.polyhead.core.onnx;

import org.jspecify.annotations.NullMarked;
