package dev.polyhead.music;

import dev.polyhead.music.MidiTrackReader.Pedal;
import dev.polyhead.music.MidiTrackReader.RawNote;
import dev.polyhead.music.MidiTrackReader.RawTempo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/** The tracks of one file, brought to common time: pedal applied, ticks to seconds, one voice for each track and channel. */
final class MidiTracks {
    private final MidiTime time;

    /** Whether the tracks follow one another (format 2) instead of sounding together. */
    private final boolean oneAfterAnother;

    private final List<MidiTrackReader> tracks = new ArrayList<>();
    private int kept;

    MidiTracks(MidiTime time, boolean oneAfterAnother) {
        this.time = time;
        this.oneAfterAnother = oneAfterAnother;
    }

    void add(MidiTrackReader track) {
        kept += track.notes.size() + track.pedals.size() + track.tempos.size();
        if (kept > MidiTrackReader.MAX_KEPT) {
            throw MidiTrackReader.tooMany();
        }
        tracks.add(track);
    }

    boolean broken() {
        return tracks.stream().anyMatch(track -> track.broken);
    }

    Score score(Consumer<String> warn) {
        Voices voices = new Voices();
        List<Note> notes = new ArrayList<>();
        List<TempoChange> tempos = new ArrayList<>();
        if (oneAfterAnother) {
            double offset = 0;
            for (MidiTrackReader track : tracks) {
                offset = together(List.of(track), offset, voices, notes, tempos);
            }
        } else {
            together(tracks, 0, voices, notes, tempos);
        }
        if (tempos.isEmpty()) {
            tempos.add(TempoChange.DEFAULT);
        }
        if (notes.size() > MidiFile.MAX_NOTES) {
            throw MidiTrackReader.tooMany();
        }
        if (notes.isEmpty()) {
            warn.accept("The file has no notes.");
        }
        return new Score(notes, voices.tracks, tempos);
    }

    private double together(
            List<MidiTrackReader> group, double offset, Voices voices, List<Note> notes, List<TempoChange> tempos) {
        time.clear();
        group.stream()
                .flatMap(track -> track.tempos.stream())
                .sorted(Comparator.comparingLong(RawTempo::tick))
                .forEach(tempo -> time.tempo(tempo.tick(), tempo.microsPerQuarter()));
        for (int i = 0; i < time.tempos(); i++) {
            tempos.add(time.tempo(i, offset));
        }
        long end = group.stream().mapToLong(track -> track.endTick).max().orElse(0);
        SustainPedal[] pedals = pedals(group, end);
        for (MidiTrackReader track : group) {
            int[] numbers = new int[16];
            for (RawNote note : pedalled(track.notes, pedals)) {
                int number = voices.number(track, note.channel(), numbers);
                notes.add(new Note(
                        offset + time.seconds(note.on()),
                        offset + time.seconds(note.off()),
                        note.pitch(),
                        note.velocity(),
                        number));
            }
        }
        return offset + time.seconds(end);
    }

    private static SustainPedal[] pedals(List<MidiTrackReader> group, long end) {
        List<Pedal> moves = group.stream()
                .flatMap(track -> track.pedals.stream())
                .sorted(Comparator.comparingLong(Pedal::tick))
                .toList();
        SustainPedal[] pedals = new SustainPedal[16];
        for (int channel = 0; channel < 16; channel++) {
            pedals[channel] = new SustainPedal(moves, channel, end);
        }
        return pedals;
    }

    /** Lengthens what the pedal holds, at most until the same key is struck again. */
    private static List<RawNote> pedalled(List<RawNote> notes, SustainPedal[] pedals) {
        List<RawNote> byTime =
                notes.stream().sorted(Comparator.comparingLong(RawNote::on)).toList();
        long[] next = new long[16 * 128];
        Arrays.fill(next, Long.MAX_VALUE);
        List<RawNote> held = new ArrayList<>(byTime.size());
        for (int i = byTime.size() - 1; i >= 0; i--) {
            RawNote note = byTime.get(i);
            int key = note.channel() << 7 | note.pitch();
            long off = Math.min(pedals[note.channel()].release(note.off()), Math.max(next[key], note.off()));
            next[key] = note.on();
            held.add(new RawNote(note.channel(), note.pitch(), note.velocity(), note.on(), off));
        }
        return held;
    }

    /** Numbers the pairs of track and channel in the order of the file. */
    private static final class Voices {
        final List<Track> tracks = new ArrayList<>();

        int number(MidiTrackReader track, int channel, int[] numbers) {
            if (numbers[channel] == 0) {
                tracks.add(new Track(track.name, track.programs[channel], track.drums[channel]));
                numbers[channel] = tracks.size();
            }
            return numbers[channel] - 1;
        }
    }
}
