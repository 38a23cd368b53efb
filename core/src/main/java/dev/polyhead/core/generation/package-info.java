/**
 * One token loop for every decoder, in reading order.
 *
 * <ol>
 *   <li>{@link dev.polyhead.core.generation.TokenModel} and {@link dev.polyhead.core.generation.Decoding}: the model as
 *       the loop sees it
 *   <li>{@code GenerationConfig}: what is asked for, under Hugging Face's names
 *   <li>{@code LogitsRule}: edits of one row of logits
 *   <li>{@code Generator}: greedy, sampling and beam search
 * </ol>
 */
@NullMarked
package dev.polyhead.core.generation;

import org.jspecify.annotations.NullMarked;
