/**
 * Text over HTTP and as pages, in reading order.
 *
 * <ol>
 *   <li>{@link TextModels} lends text models, a bounded number of requests waiting for each
 *   <li>{@link RequestFields} reads JSON with errors that name the field
 *   <li>{@code EmbeddingController}, {@code ChatController}, {@code CompletionController}: OpenAI's interface
 *   <li>{@code TextTasks}: the task API
 *   <li>{@code AttentionController}: what the heads look at
 *   <li>{@code TextPage}, {@code AttentionPage}: the pages
 * </ol>
 */
@NullMarked
package dev.polyhead.webapp.text;

import org.jspecify.annotations.NullMarked;
