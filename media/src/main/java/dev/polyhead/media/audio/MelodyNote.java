package dev.polyhead.media.audio;

/**
 * One note of a sung, hummed, whistled or played melody.
 *
 * @param start onset in seconds
 * @param end in seconds
 * @param pitch MIDI note number, 60 is middle C
 * @param level mean level in dB below full scale
 */
public record MelodyNote(double start, double end, int pitch, double level) {}
