/**
 * Music: notes in, notes out, and a Music Transformer in between. In reading order:
 *
 * <ol>
 *   <li>{@link dev.polyhead.music.Score}, {@link dev.polyhead.music.Note}: a piece, whatever it came from
 *   <li>{@link dev.polyhead.music.MidiFile} reads and writes Standard MIDI Files
 *   <li>{@link dev.polyhead.music.NoteEvents} turns notes into ids and back; one implementation per vocabulary
 *   <li>{@link dev.polyhead.music.MidiGrammar} keeps a model from playing what no instrument can play
 *   <li>{@link dev.polyhead.music.Primer} is what a piece continues, {@link dev.polyhead.music.Voices} the tracks that ids
 *       cannot say
 *   <li>{@link dev.polyhead.music.Composer} writes pieces: unprimed, continued from a score or from a melody
 *   <li>{@link dev.polyhead.music.Synthesizer} makes them sound
 * </ol>
 */
@NullMarked
package dev.polyhead.music;

import org.jspecify.annotations.NullMarked;
