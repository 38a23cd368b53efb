/**
 * Labels for pictures, over REST and on the page Classify, in reading order.
 *
 * <ol>
 *   <li>{@link PictureProperties} - which models answer, and which folders may be imported
 *   <li>{@link PictureModels} - lends classifiers and picture encoders
 *   <li>{@link Pictures} - uploads, decoded within the limits
 *   <li>{@link ClassificationFields} - the fields of a request
 *   <li>{@link Classifications} - a checkpoint's labels, or one's own, with a heat map
 *   <li>{@link ClassificationController}, {@link ImageTasks} - the same over REST, in our shape and in Hugging Face's
 *   <li>{@link ClassificationPage} - the page
 * </ol>
 */
@NullMarked
package dev.polyhead.webapp.classification;

import org.jspecify.annotations.NullMarked;
