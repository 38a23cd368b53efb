/**
 * Text-image search, in reading order.
 *
 * <ol>
 *   <li>{@link dev.polyhead.clip.ClipEncoder} puts texts and pictures into one space
 *   <li>{@link dev.polyhead.clip.ZeroShotClassifier} labels pictures with anybody's labels
 *   <li>{@link dev.polyhead.clip.VectorIndex} finds the nearest of many vectors
 *   <li>{@link dev.polyhead.clip.ImageCollection} keeps pictures, from folders and uploads, with their embeddings; {@link
 *       dev.polyhead.clip.FolderImport} is the work of bringing a folder in
 *   <li>{@link dev.polyhead.clip.ImageSearch} answers weighted queries over a collection
 * </ol>
 */
@NullMarked
package dev.polyhead.clip;

import org.jspecify.annotations.NullMarked;
