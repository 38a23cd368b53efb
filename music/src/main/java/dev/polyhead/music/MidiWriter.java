package dev.polyhead.music;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import javax.sound.midi.InvalidMidiDataException;
import javax.sound.midi.MetaMessage;
import javax.sound.midi.MidiEvent;
import javax.sound.midi.MidiMessage;
import javax.sound.midi.MidiSystem;
import javax.sound.midi.Sequence;
import javax.sound.midi.ShortMessage;

/** A score as a MIDI sequence: format 1, a tick a millisecond, so that 10 ms steps survive exactly. */
final class MidiWriter {
    private static final int DRUM_CHANNEL = 9;

    private MidiWriter() {}

    static byte[] write(Score score) {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            MidiSystem.write(sequence(score), 1, out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The score as the JDK's sequencer takes it. Only the first tempo is kept: notes stand at their times whatever the beat. */
    static Sequence sequence(Score score) {
        try {
            // A quarter of n ms divided into n ticks: every tick is 1 ms. The header has 15 bits for n.
            int quarterMillis = (int) Math.max(
                    1, Math.min(32767, Math.round(score.tempos().get(0).secondsPerQuarter() * 1000)));
            if (quarterMillis > 16777) {
                quarterMillis = 16777; // the tempo message has 24 bits of microseconds
            }
            Sequence sequence = new Sequence(Sequence.PPQ, quarterMillis);
            javax.sound.midi.Track beat = sequence.createTrack();
            int micros = quarterMillis * 1000;
            byte[] tempo = {(byte) (micros >> 16), (byte) (micros >> 8), (byte) micros};
            beat.add(new MidiEvent(new MetaMessage(0x51, tempo, 3), 0));
            for (int i = 0; i < score.tracks().size(); i++) {
                add(sequence.createTrack(), score, i);
            }
            return sequence;
        } catch (InvalidMidiDataException e) {
            throw new IllegalStateException("A valid score gave an invalid MIDI message.", e);
        }
    }

    private static void add(javax.sound.midi.Track into, Score score, int number) throws InvalidMidiDataException {
        Track track = score.tracks().get(number);
        int pitched = number % 15;
        int channel = track.drums() ? DRUM_CHANNEL : pitched < DRUM_CHANNEL ? pitched : pitched + 1;
        if (!track.name().isEmpty()) {
            byte[] name = track.name().getBytes(StandardCharsets.UTF_8);
            into.add(new MidiEvent(new MetaMessage(3, name, name.length), 0));
        }
        into.add(new MidiEvent(new ShortMessage(ShortMessage.PROGRAM_CHANGE, channel, track.program(), 0), 0));
        List<Timed> messages = new ArrayList<>();
        for (Note note : score.notes()) {
            if (note.track() == number) {
                long on = Math.round(note.start() * 1000);
                long off = Math.max(on + 1, Math.round(note.end() * 1000));
                messages.add(new Timed(
                        on, 1, new ShortMessage(ShortMessage.NOTE_ON, channel, note.pitch(), note.velocity())));
                messages.add(new Timed(off, 0, new ShortMessage(ShortMessage.NOTE_OFF, channel, note.pitch(), 64)));
            }
        }
        messages.sort(Comparator.comparingLong(Timed::tick).thenComparingInt(Timed::order));
        for (Timed timed : messages) {
            into.add(new MidiEvent(timed.message(), timed.tick()));
        }
    }

    /** A message and its place; at one tick notes end before others begin. */
    private record Timed(long tick, int order, MidiMessage message) {}
}
