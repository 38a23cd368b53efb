package dev.polyhead.music;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** The events of one track chunk, in ticks: notes, pedal, tempo, names. Reading stops at the first byte without sense. */
final class MidiTrackReader {
    /** Notes, pedal movements and tempo changes of one file that are kept; more is an attack, not music. */
    static final int MAX_KEPT = 2 * MidiFile.MAX_NOTES;

    private static final int SUSTAIN = 64;
    private static final int MAX_HELD = 16;

    /** A note in ticks. */
    record RawNote(int channel, int pitch, int velocity, long on, long off) {}

    /** A movement of the sustain pedal. */
    record Pedal(long tick, int channel, boolean down) {}

    /** A tempo from a tick on. */
    record RawTempo(long tick, int microsPerQuarter) {}

    final List<RawNote> notes = new ArrayList<>();
    final List<Pedal> pedals = new ArrayList<>();
    final List<RawTempo> tempos = new ArrayList<>();
    final int[] programs = new int[16];
    final boolean[] drums = new boolean[16];
    String name = "";
    long endTick;
    boolean broken;

    private final byte[] bytes;
    private final int end;
    private int at;
    private long tick;
    private final Map<Integer, Deque<Held>> held = new TreeMap<>(); // by channel * 128 + pitch, oldest first
    private final boolean[] played = new boolean[16];
    private final boolean[] pedalDown = new boolean[16];

    MidiTrackReader(byte[] bytes, int start, int end, int number, Consumer<String> warn) {
        this.bytes = bytes;
        this.at = start;
        this.end = end;
        drums[9] = true;
        try {
            boolean ended = events(number, warn);
            if (!ended) {
                warn.accept("Track %d has no end marker.".formatted(number));
            }
        } catch (Malformed e) {
            broken = true;
            warn.accept("Track %d is broken at byte %d (%s); what came before was read."
                    .formatted(number, at, e.getMessage()));
        }
        endTick = tick;
        endHeld(number, warn);
    }

    private boolean events(int number, Consumer<String> warn) {
        int status = 0;
        while (at < end) {
            tick += variable();
            int first = unsigned();
            if (first >= 0x80 && first < 0xf0) {
                status = first;
                first = data();
            } else if (first == 0xff) {
                if (meta()) {
                    return true;
                }
                continue;
            } else if (first == 0xf0 || first == 0xf7) {
                systemExclusive();
                continue;
            } else if (first > 0xf0) {
                // Messages of a live wire have no place in a file; their lengths are known, so they can be stepped
                // over.
                at += first == 0xf2 ? 2 : first == 0xf1 || first == 0xf3 ? 1 : 0;
                warn.accept("Track %d has messages that do not belong into a file (first: 0x%02x); they were skipped."
                        .formatted(number, first));
                continue;
            } else if (status == 0) {
                throw new Malformed("a data byte where a message should begin");
            }
            int second = status >> 4 == 0xc || status >> 4 == 0xd ? 0 : data();
            channelMessage(status >> 4, status & 15, first, second);
        }
        return false;
    }

    private void channelMessage(int kind, int channel, int first, int second) {
        switch (kind) {
            case 0x8 -> off(channel, first);
            case 0x9 -> {
                if (second > 0) {
                    on(channel, first, second);
                } else {
                    off(channel, first);
                }
            }
            case 0xb -> control(channel, first, second);
            case 0xc -> {
                if (!played[channel]) { // a later change of instrument does not rename what was heard before it
                    programs[channel] = first;
                }
            }
            default -> {} // aftertouch and pitch bend change no note
        }
    }

    private void control(int channel, int controller, int value) {
        if (controller == SUSTAIN && pedalDown[channel] != value >= 64) {
            pedalDown[channel] = value >= 64;
            pedals.add(new Pedal(tick, channel, value >= 64));
            checkSize();
        } else if (controller == 120 || controller >= 123) { // all sound off; all notes off and the modes that imply it
            for (int pitch = 0; pitch < 128; pitch++) {
                endAll(channel, pitch);
            }
        }
    }

    private void on(int channel, int pitch, int velocity) {
        played[channel] = true;
        Deque<Held> queue = held.computeIfAbsent(channel << 7 | pitch, key -> new ArrayDeque<>());
        // Two voices may strike one key and let go twice. A file that lets go only once means both.
        while (!queue.isEmpty() && (queue.peek().offSeen > queue.peek().on || queue.size() >= MAX_HELD)) {
            Held first = queue.remove();
            keep(channel, pitch, first, first.offSeen > first.on ? first.offSeen : tick);
        }
        queue.add(new Held(tick, velocity));
    }

    private void off(int channel, int pitch) {
        Deque<Held> queue = held.get(channel << 7 | pitch);
        if (queue != null && !queue.isEmpty()) {
            keep(channel, pitch, queue.remove(), tick);
            queue.stream().filter(other -> other.offSeen <= other.on).forEach(other -> other.offSeen = tick);
        }
    }

    private void endAll(int channel, int pitch) {
        Deque<Held> queue = held.get(channel << 7 | pitch);
        while (queue != null && !queue.isEmpty()) {
            keep(channel, pitch, queue.remove(), tick);
        }
    }

    private void keep(int channel, int pitch, Held note, long off) {
        notes.add(new RawNote(channel, pitch, note.velocity, note.on, off));
        checkSize();
    }

    private void endHeld(int number, Consumer<String> warn) {
        int held = 0;
        for (Map.Entry<Integer, Deque<Held>> entry : this.held.entrySet()) {
            for (Held note : entry.getValue()) {
                boolean released = note.offSeen > note.on;
                held += released ? 0 : 1;
                keep(entry.getKey() >> 7, entry.getKey() & 127, note, released ? note.offSeen : tick);
            }
        }
        if (held > 0) {
            warn.accept("Track %d leaves notes sounding, ended here with the track: %d.".formatted(number, held));
        }
    }

    /** @return whether this was the end of the track */
    private boolean meta() {
        int type = unsigned();
        long length = variable();
        if (length > end - at) {
            throw new Malformed("a text or setting longer than the track");
        }
        int from = at;
        at += (int) length;
        if (type == 0x51 && length == 3) {
            int micros = (bytes[from] & 0xff) << 16 | (bytes[from + 1] & 0xff) << 8 | bytes[from + 2] & 0xff;
            tempos.add(new RawTempo(tick, micros));
            checkSize();
        } else if (type == 3 && name.isEmpty()) {
            int kept = (int) Math.min(length, 80);
            name = new String(bytes, from, kept, StandardCharsets.UTF_8)
                    .replaceAll("\\p{Cntrl}", " ")
                    .strip();
        }
        return type == 0x2f;
    }

    private void systemExclusive() {
        long length = variable();
        if (length > end - at) {
            throw new Malformed("a system message longer than the track");
        }
        // Roland GS "use for rhythm part": 41 dev 42 12 40 1p 15 mode; part 0 is channel 10, parts 1-9 channels 1-9.
        boolean rhythmPart = length >= 8
                && bytes[at] == 0x41
                && bytes[at + 2] == 0x42
                && bytes[at + 3] == 0x12
                && bytes[at + 4] == 0x40
                && (bytes[at + 5] & 0xf0) == 0x10
                && bytes[at + 6] == 0x15;
        if (rhythmPart) {
            int part = bytes[at + 5] & 15;
            drums[part == 0 ? 9 : part < 10 ? part - 1 : part] = bytes[at + 7] != 0;
        }
        at += (int) length;
    }

    private void checkSize() {
        if (notes.size() > MidiFile.MAX_NOTES || notes.size() + pedals.size() + tempos.size() > MAX_KEPT) {
            throw tooMany();
        }
    }

    static UnreadableMidiException tooMany() {
        return new UnreadableMidiException(
                "The MIDI file has more than %,d notes or pedal and tempo changes, which no piece of music needs. Give a shorter piece."
                        .formatted(MidiFile.MAX_NOTES));
    }

    private long variable() {
        long value = 0;
        for (int i = 0; i < 4; i++) {
            int next = unsigned();
            value = value << 7 | next & 0x7f;
            if (next < 0x80) {
                return value;
            }
        }
        throw new Malformed("a number of more than four bytes");
    }

    private int data() {
        int value = unsigned();
        if (value > 127) {
            at--;
            throw new Malformed("a message that ends before its data");
        }
        return value;
    }

    private int unsigned() {
        if (at >= end) {
            throw new Malformed("the track ends inside a message");
        }
        return bytes[at++] & 0xff;
    }

    /** A key that is down. */
    private static final class Held {
        final long on;
        final int velocity;
        long offSeen = -1; // the first release after it was struck, given to an older note of the same key

        Held(long on, int velocity) {
            this.on = on;
            this.velocity = velocity;
        }
    }

    /** Where the track stops making sense. */
    private static final class Malformed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Malformed(String message) {
            super(message);
        }
    }
}
