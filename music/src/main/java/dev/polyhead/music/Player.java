package dev.polyhead.music;

import dev.polyhead.music.NoteEvent.NoteOff;
import dev.polyhead.music.NoteEvent.NoteOn;
import java.util.function.Consumer;

/** Follows ids and says which keys go down and up. */
final class Player {
    private final NoteEvents vocabulary;
    private final Performance performance;

    Player(NoteEvents vocabulary) {
        this.vocabulary = vocabulary;
        this.performance = new Performance(vocabulary);
    }

    void play(int id, Consumer<PlayedEvent> heard) {
        NoteEvent event = vocabulary.event(id);
        if (event instanceof NoteOn on) {
            if (performance.isDown(on.pitch())) {
                heard.accept(new PlayedEvent(performance.seconds(), "note_off", on.pitch(), 0));
            }
            heard.accept(new PlayedEvent(performance.seconds(), "note_on", on.pitch(), performance.velocity()));
        } else if (event instanceof NoteOff off && performance.isDown(off.pitch())) {
            heard.accept(new PlayedEvent(performance.seconds(), "note_off", off.pitch(), 0));
        }
        performance.add(id);
    }
}
