/**
 * Bytes in, pixels out, in reading order. No model is known here.
 *
 * <ol>
 *   <li>{@link dev.polyhead.media.image.ImagePixels} is an upright picture in memory: 8-bit red, green and blue
 *   <li>{@link dev.polyhead.media.image.OpenImage} makes one from a file: it looks at the header first, refuses what is
 *       too large or lies, and chooses the decoder by content, never by name
 *   <li>{@link dev.polyhead.media.image.PhotoDetails} is what a camera wrote into the file
 *   <li>{@link dev.polyhead.media.image.Resampling} shrinks and enlarges exactly as Pillow does
 *   <li>{@link dev.polyhead.media.image.ImagePreprocessor} turns pictures into the numbers that a model expects
 *   <li>{@link dev.polyhead.media.image.DifferenceHash} tells pictures that look the same
 * </ol>
 */
@NullMarked
package dev.polyhead.media.image;

import org.jspecify.annotations.NullMarked;
