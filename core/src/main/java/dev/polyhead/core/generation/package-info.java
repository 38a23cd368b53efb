/**
 * One token loop for every decoder, in reading order.
 *
 * <ol>
 *   <li>{@link dev.polyhead.core.generation.TokenModel} and {@link dev.polyhead.core.generation.Decoding}: the model as
 *       the loop sees it
 *   <li>{@link dev.polyhead.core.generation.GenerationConfig} and {@link
 *       dev.polyhead.core.generation.GenerationRequest}: what is asked for, under Hugging Face's names
 *   <li>{@link dev.polyhead.core.generation.LogitsRule}: edits of one row of logits
 *   <li>{@link dev.polyhead.core.generation.Generator}: greedy search, sampling ({@link
 *       dev.polyhead.core.generation.Sampler}) and beam search; answers with {@link
 *       dev.polyhead.core.generation.Generated}
 *   <li>{@link dev.polyhead.core.generation.Batcher}: requests of different clients in common batches
 * </ol>
 */
@NullMarked
package dev.polyhead.core.generation;

import org.jspecify.annotations.NullMarked;
