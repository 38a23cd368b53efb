/**
 * Picture classification, in reading order.
 *
 * <ol>
 *   <li>{@link dev.polyhead.vision.PreprocessorFile} reads how a checkpoint wants its pictures
 *   <li>{@link dev.polyhead.vision.ImageClassifier} gives labels
 *   <li>{@link dev.polyhead.vision.AttentionRollout} tells where the model looked, as a {@link dev.polyhead.vision.HeatMap}
 * </ol>
 */
@NullMarked
package dev.polyhead.vision;

import org.jspecify.annotations.NullMarked;
