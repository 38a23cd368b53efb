package dev.polyhead.music;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The chunks of one MIDI file, read tolerantly and in one pass. {@code javax.sound.midi} gives up at the first wrong
 * byte, reads 29.97 frames as something else and takes some hundred bytes an event, so reading is our own; writing and
 * playing are the JDK's.
 */
final class MidiReader {
    private static final int MAX_WARNINGS = 20;

    private final byte[] bytes;
    private final Set<String> warnings = new LinkedHashSet<>();

    MidiReader(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Where the header chunk begins: 0, or behind the RIFF envelope of an .rmi file; negative if there is none. */
    static int header(byte[] bytes) {
        if (tag(bytes, 0, "MThd")) {
            return 0;
        }
        return tag(bytes, 0, "RIFF") && tag(bytes, 8, "RMID") && tag(bytes, 20, "MThd") ? 20 : -1;
    }

    MidiFile read() {
        if (bytes.length == 0) {
            throw new UnreadableMidiException("The MIDI file is empty.");
        }
        int at = header(bytes);
        if (at < 0) {
            throw new UnreadableMidiException(
                    "This is not a MIDI file: it begins with '%s' instead of 'MThd'. Give a Standard MIDI File (.mid)."
                            .formatted(beginning()));
        }
        if (bytes.length < at + 14) {
            throw new UnreadableMidiException(
                    "The MIDI file ends after %d bytes, inside its header. Get a whole copy of it."
                            .formatted(bytes.length));
        }
        int format = uint16(at + 8);
        int claimed = uint16(at + 10);
        MidiTime time = MidiTime.ofDivision((short) uint16(at + 12));
        long body = at + 8 + uint32(at + 4);
        MidiTracks tracks = new MidiTracks(time, format == 2);
        int found = chunks(body, claimed, tracks);
        if (found == 0) {
            throw new UnreadableMidiException("The MIDI file has no track, so there is nothing to play.");
        }
        if (found != claimed) {
            warn("The header promises %d tracks, %d could be found.".formatted(claimed, found));
        }
        Score score = tracks.score(this::warn);
        if (score.notes().isEmpty() && tracks.broken()) {
            throw new UnreadableMidiException("Nothing could be read from the MIDI file: %s"
                    .formatted(warnings.iterator().next()));
        }
        return new MidiFile(score, List.copyOf(warnings));
    }

    private int chunks(long start, int claimed, MidiTracks tracks) {
        long at = start;
        int found = 0;
        while (at + 8 <= bytes.length) {
            long length = uint32((int) at + 4);
            long end = at + 8 + length;
            if (end > bytes.length) {
                warn("The file is cut short: a chunk promises %d bytes, %d are there."
                        .formatted(length, bytes.length - at - 8));
                end = bytes.length;
            }
            if (tag(bytes, (int) at, "MTrk")) {
                found++;
                MidiTrackReader track = new MidiTrackReader(bytes, (int) at + 8, (int) end, found, this::warn);
                tracks.add(track);
            } else {
                warn("A chunk that is no track was skipped.");
            }
            at = end;
        }
        if (at < bytes.length && found >= claimed) {
            warn("Bytes after the last track, ignored: %d.".formatted(bytes.length - at));
        } else if (at < bytes.length) {
            warn("The file is cut short inside the header of track %d.".formatted(found + 1));
        }
        return found;
    }

    private void warn(String sentence) {
        if (warnings.size() < MAX_WARNINGS) {
            warnings.add(sentence);
        }
    }

    private String beginning() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < Math.min(8, bytes.length); i++) {
            text.append(bytes[i] >= ' ' && bytes[i] < 127 ? (char) bytes[i] : '.');
        }
        return text.toString();
    }

    private int uint16(int at) {
        return (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
    }

    private long uint32(int at) {
        return (long) uint16(at) << 16 | uint16(at + 2);
    }

    private static boolean tag(byte[] bytes, int at, String tag) {
        byte[] wanted = tag.getBytes(StandardCharsets.US_ASCII);
        if (bytes.length < at + wanted.length) {
            return false;
        }
        for (int i = 0; i < wanted.length; i++) {
            if (bytes[at + i] != wanted[i]) {
                return false;
            }
        }
        return true;
    }
}
