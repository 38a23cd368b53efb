/**
 * Speech to text, in reading order.
 *
 * <ol>
 *   <li>{@code Transcriber} is the task: a recording in, a {@code Transcript} out; {@code TranscriptionOptions} says how
 *   <li>{@code Transcript} with its {@code Segment}s and {@code Word}s, and {@code TranscriptFormat}, its views as text,
 *       subtitles and JSON
 *   <li>{@code LogMel} draws what the model hears; {@code SpeechDetector} says where somebody speaks
 *   <li>{@code WindowDecoder} turns windows of at most 30 s into tokens, {@code TimestampRule} keeps their timestamps in
 *       order, {@code WordAligner} finds the time of every word
 *   <li>{@code Whisper} is the family's table
 * </ol>
 */
@NullMarked
package dev.polyhead.speech;

import org.jspecify.annotations.NullMarked;
