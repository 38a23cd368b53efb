package dev.polyhead.music;

/** What one event of a piece says; a piece is a row of them. Oore et al. 2018, section 3.2. */
public sealed interface NoteEvent {

    /**
     * A key is struck with the velocity given last.
     *
     * @param pitch MIDI note number
     */
    record NoteOn(int pitch) implements NoteEvent {}

    /**
     * A key is released.
     *
     * @param pitch MIDI note number
     */
    record NoteOff(int pitch) implements NoteEvent {}

    /**
     * Time goes on.
     *
     * @param steps by how many steps of the vocabulary
     */
    record TimeShift(int steps) implements NoteEvent {}

    /**
     * From here on keys are struck this hard.
     *
     * @param velocity MIDI velocity, 1 to 127
     */
    record Velocity(int velocity) implements NoteEvent {}
}
