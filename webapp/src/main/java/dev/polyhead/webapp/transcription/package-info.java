/**
 * Speech to text over REST and on the page, in reading order.
 * <ol>
 *   <li>{@link TranscriptionFields} - OpenAI's and faster-whisper's form fields, as options
 *   <li>{@link Recognition} - lets a model transcribe a file, within bounds
 *   <li>{@link OpenAiController} - {@code /v1/audio/transcriptions} and {@code /translations}; {@link OpenAiAnswers} and
 *       {@link OpenAiStream} are what it says
 *   <li>{@link TranscriptionKind} - the same as a job, that saves after each window
 *   <li>{@link Transcriptions}, {@link TranscriptionController} - jobs and their results over REST
 *   <li>{@link TranscriptionPage} - the page Transcribe
 * </ol>
 */
@NullMarked
package dev.polyhead.webapp.transcription;

import org.jspecify.annotations.NullMarked;
