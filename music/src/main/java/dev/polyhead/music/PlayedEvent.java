package dev.polyhead.music;

/**
 * A key going down or up, as it is streamed while a piece is being written.
 *
 * @param time in seconds from the beginning of the piece
 * @param type {@code note_on} or {@code note_off}
 * @param note MIDI note number
 * @param velocity 1 to 127; 0 for {@code note_off}
 */
public record PlayedEvent(double time, String type, int note, int velocity) {}
