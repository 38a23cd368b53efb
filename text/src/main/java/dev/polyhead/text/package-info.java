/**
 * Tasks on text, in reading order.
 *
 * <ol>
 *   <li>{@link dev.polyhead.text.tokenizer} and {@link dev.polyhead.text.template}: text to ids, messages to prompts
 *   <li>{@code family} holds the tables that read BERT, GPT-2, Llama, T5, BART, Marian and their relatives
 *   <li>{@link dev.polyhead.text.TextModel}: a checkpoint with its tokenizer, and what it is made for
 *   <li>{@link dev.polyhead.text.TextEmbedder}, {@link dev.polyhead.text.TextClassifier}, {@link
 *       dev.polyhead.text.TokenClassifier}, {@link dev.polyhead.text.MaskFiller}, {@link
 *       dev.polyhead.text.QuestionAnswerer}, {@link dev.polyhead.text.ZeroShotTextClassifier}: one pass, one answer
 *   <li>{@link dev.polyhead.text.SharedEmbedder}: vectors for many clients in common batches
 *   <li>{@link dev.polyhead.text.TextGenerator} and {@link dev.polyhead.text.Rewriter}: token by token
 *   <li>{@link dev.polyhead.text.AttentionMap}: what the heads of a model look at
 * </ol>
 *
 * Every task refuses a model that cannot do it with an {@link dev.polyhead.text.UnsuitableModelException}, and a text past
 * the model's length with a {@link dev.polyhead.text.TooLongException} unless it may be cut.
 */
@NullMarked
package dev.polyhead.text;

import org.jspecify.annotations.NullMarked;
