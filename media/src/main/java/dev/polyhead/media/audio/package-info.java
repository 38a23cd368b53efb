/**
 * Bytes in, samples out, in reading order.
 *
 * <ol>
 *   <li>{@code AudioSource} decodes a file, block by block, to mono samples at a wanted rate
 *   <li>{@code AudioSettings} says at which rate, how long a recording may be and how long opening may take
 *   <li>{@code UnreadableAudioException} says in a sentence why a file gives no sound
 *   <li>{@code FileInput}, {@code SoundFormats}, {@code Demuxer}, {@code MonoResampler} and {@code Completeness} are its
 *       parts; they alone know FFmpeg
 * </ol>
 */
@NullMarked
package dev.polyhead.media.audio;

import org.jspecify.annotations.NullMarked;
