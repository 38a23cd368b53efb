package dev.polyhead.music;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

class MidiFileTest {

    @Test
    void everyFileOfTheCorpusHasTheNotesOfTheReference() throws IOException {
        JsonNode reference = SharedData.json("data/music/midi_reference.json");
        int looked = 0;
        for (Map.Entry<String, JsonNode> entry : reference.properties()) {
            MidiFile file = MidiFile.read(SharedData.path("data/music/" + entry.getKey()));
            JsonNode expected = entry.getValue();
            Score score = file.score();
            String name = entry.getKey();
            assertEquals(expected.get("notes").asInt(), score.notes().size(), name);
            assertEquals(
                    expected.get("tracks_with_notes").asInt(), score.tracks().size(), name);
            assertEquals(
                    expected.get("pitch_min").asInt(),
                    score.notes().stream().mapToInt(Note::pitch).min().orElseThrow(),
                    name);
            assertEquals(
                    expected.get("pitch_max").asInt(),
                    score.notes().stream().mapToInt(Note::pitch).max().orElseThrow(),
                    name);
            List<double[]> first = new ArrayList<>();
            score.notes().stream()
                    .map(note -> new double[] {Math.rint(score.quarters(note.start()) * 1e4) / 1e4, note.pitch()})
                    .sorted(Comparator.<double[]>comparingDouble(n -> n[0]).thenComparingDouble(n -> n[1]))
                    .limit(10)
                    .forEach(first::add);
            for (int i = 0; i < expected.get("first10").size(); i++) {
                assertEquals(expected.get("first10").get(i).get(0).asDouble(), first.get(i)[0], 0.002, name);
                assertEquals(expected.get("first10").get(i).get(1).asInt(), first.get(i)[1], name);
            }
            looked++;
        }
        assertTrue(looked > 60, "only " + looked + " files");
    }

    @Test
    void wellFormedFilesReadWithoutAnErrorAndMalformedOnesSaySo() throws IOException {
        int looked = 0;
        for (String line : Files.readAllLines(SharedData.path("data/music/manifest.jsonl"))) {
            JsonNode entry = new ObjectMapper().readTree(line);
            String file = entry.get("file").asString();
            String label = entry.has("label") ? entry.get("label").asString() : "";
            if (!file.startsWith("midi-format/") || label.isEmpty()) {
                continue;
            }
            looked++;
            Path path = SharedData.path("data/music/" + file);
            if (label.equals("well formed")) {
                MidiFile.read(path);
            } else {
                try {
                    MidiFile read = MidiFile.read(path);
                    assertFalse(read.warnings().isEmpty(), file + " is malformed, but nothing was said");
                    assertFalse(read.score().notes().isEmpty(), file);
                } catch (UnreadableMidiException e) {
                    assertTrue(String.valueOf(e.getMessage()).endsWith("."), e.getMessage());
                }
            }
        }
        assertTrue(looked > 40, "only " + looked + " files");
    }

    @Test
    void illegalMessagesDoNotHideTheScaleBehindThem() throws IOException {
        for (String name : List.of(
                "illegal-message-f1-xx",
                "illegal-message-f3-xx",
                "illegal-message-f5",
                "illegal-message-f8",
                "illegal-message-fa",
                "illegal-message-fc",
                "illegal-message-fe",
                "corrupt-file-extra-byte",
                "running-status-sysex",
                "non-midi-track")) {
            MidiFile file = MidiFile.read(SharedData.path("data/music/midi-format/test-" + name + ".mid"));
            assertEquals(
                    List.of(60, 62, 64, 65, 67, 69, 71, 72),
                    file.notes().notes().stream().map(Note::pitch).toList(),
                    name);
        }
    }

    @Test
    void theSustainPedalExtendsNotes() {
        // key up at tick 24, pedal up at tick 120, 96 ticks a quarter of 0.5 s
        Score score = MidiFile.read(file(
                        0,
                        96,
                        track(0, 0xb0, 64, 127, 0, 0x90, 60, 80, 24, 0x80, 60, 0, 96, 0xb0, 64, 0, 0, 0xff, 0x2f, 0)))
                .score();
        assertEquals(120 / 96.0 * 0.5, score.notes().get(0).end(), 1e-9);
    }

    @Test
    void aNoteStruckAgainUnderThePedalEndsThere() {
        Score score = MidiFile.read(file(
                        0,
                        96,
                        track(
                                0, 0xb0, 64, 127, 0, 0x90, 60, 80, 24, 0x80, 60, 0, 24, 0x90, 60, 80, 24, 0x80, 60, 0,
                                24, 0xb0, 64, 0, 0, 0xff, 0x2f, 0)))
                .score();
        assertEquals(0.25, score.notes().get(0).end(), 1e-9);
        assertEquals(0.5, score.notes().get(1).end(), 1e-9);
    }

    @Test
    void tempoChangesAndSmpteTimeGiveSeconds() throws IOException {
        Score tempo = MidiFile.read(SharedData.path("data/music/midi-format/gen_tempo_changes.mid"))
                .score();
        assertEquals(List.of(0.0, 0.5, 1.0), starts(tempo));
        Score smpte = MidiFile.read(SharedData.path("data/music/midi-format/gen_smpte_25fps_40.mid"))
                .score();
        assertEquals(0.096, smpte.notes().get(1).start(), 1e-9);
    }

    private static List<Double> starts(Score score) {
        return score.notes().stream()
                .map(note -> Math.rint(note.start() * 1e6) / 1e6)
                .toList();
    }

    @Test
    void drumsAreMarkedAndLeftOut() {
        MidiFile file = MidiFile.read(file(
                0, 96, track(0, 0x99, 36, 80, 0, 0x90, 60, 80, 96, 0x89, 36, 0, 0, 0x80, 60, 0, 0, 0xff, 0x2f, 0)));
        assertEquals(2, file.score().notes().size());
        assertEquals(List.of(60), file.notes().notes().stream().map(Note::pitch).toList());
    }

    @Test
    void sequencesOfFormatTwoFollowOneAnother() throws IOException {
        Score score = MidiFile.read(SharedData.path("data/music/midi-format/test-2-tracks-type-2.mid"))
                .score();
        double firstEnds = score.notes().stream()
                .filter(n -> n.track() == 0)
                .mapToDouble(Note::end)
                .max()
                .orElseThrow();
        double secondBegins = score.notes().stream()
                .filter(n -> n.track() == 1)
                .mapToDouble(Note::start)
                .min()
                .orElseThrow();
        assertTrue(secondBegins >= firstEnds, firstEnds + " " + secondBegins);
    }

    @Test
    void aNoteThatIsNeverSwitchedOffEndsWithTheTrackAndIsReported() {
        MidiFile file = MidiFile.read(file(0, 96, track(0, 0x90, 60, 80, 96, 0xff, 0x2f, 0)));
        assertEquals(0.5, file.score().notes().get(0).end(), 1e-9);
        assertTrue(
                file.warnings().get(0).contains("leaves notes sounding, ended here with the track: 1"),
                file.warnings().toString());
    }

    @Test
    void whatIsNoMidiIsRefusedWithTheReason() {
        assertMessage("empty", new byte[0]);
        assertMessage("begins with 'not midi'", "not midi at all".getBytes(StandardCharsets.UTF_8));
        assertMessage("inside its header", Arrays.copyOf(file(0, 96, track()), 10));
        assertMessage("no track", header(1, 0, 96));
        assertMessage("1/0 quarter", file(0, 0, track(0, 0xff, 0x2f, 0)));
    }

    @Test
    void aCutFileGivesWhatCameBeforeAndAWarning() {
        byte[] whole = file(
                0, 96, track(0, 0x90, 60, 80, 96, 0x80, 60, 0, 0, 0x90, 62, 80, 96, 0x80, 62, 0, 0, 0xff, 0x2f, 0));
        MidiFile cut = MidiFile.read(Arrays.copyOf(whole, whole.length - 8));
        assertEquals(2, cut.score().notes().size());
        assertTrue(cut.warnings().get(0).contains("cut short"), cut.warnings().toString());
    }

    @Test
    void everyTruncationOfAPieceIsReadOrRefusedAndNeverCrashes() throws IOException {
        byte[] whole = Files.readAllBytes(SharedData.path("data/music/bach/bwv26.6.mid"));
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            try {
                assertFalse(MidiFile.read(cut).warnings().isEmpty(), "cut after " + length);
            } catch (UnreadableMidiException e) {
                assertTrue(String.valueOf(e.getMessage()).endsWith("."), e.getMessage());
            }
        }
    }

    @Test
    void randomDamageNeverCrashes() throws IOException {
        byte[] whole = Files.readAllBytes(SharedData.path("data/music/bach/bwv26.6.mid"));
        Random random = new Random(7);
        int read = 0;
        for (int i = 0; i < 2000; i++) {
            byte[] damaged = whole.clone();
            for (int j = 0; j < 10; j++) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            try {
                MidiFile.read(damaged);
                read++;
            } catch (UnreadableMidiException e) {
                assertTrue(String.valueOf(e.getMessage()).endsWith("."), e.getMessage());
            }
        }
        assertTrue(read > 1000, "only " + read + " could be read");
    }

    @Test
    void tenMillionEventsAreRefusedInBoundedTime() {
        byte[] events = new byte[40_000_004];
        for (int i = 0; i < 40_000_000; i += 4) {
            events[i] = 1;
            events[i + 1] = (byte) 0x90;
            events[i + 2] = (byte) (i / 4 % 100);
            events[i + 3] = 64;
        }
        events[40_000_001] = (byte) 0xff;
        events[40_000_002] = 0x2f;
        byte[] file = file(0, 96, events);
        assertTimeout(
                Duration.ofSeconds(5), () -> assertThrows(UnreadableMidiException.class, () -> MidiFile.read(file)));
    }

    @Test
    void tenMillionEventsThatAreNoNotesAreReadInBoundedTime() {
        byte[] events = new byte[40_000_004];
        for (int i = 0; i < 40_000_000; i += 4) {
            events[i + 1] = (byte) 0xb0;
            events[i + 2] = 7;
            events[i + 3] = (byte) (i & 0x7f);
        }
        events[40_000_001] = (byte) 0xff;
        events[40_000_002] = 0x2f;
        byte[] file = file(0, 96, events);
        assertTimeout(
                Duration.ofSeconds(5),
                () -> assertTrue(MidiFile.read(file).score().notes().isEmpty()));
    }

    @Test
    void theSlowestTempoIsOneOfFourHoursAndStillReads() {
        // The slowest tempo a file can say (3.6 quarters a minute) and a note of 1 000 quarters.
        Score score = MidiFile.read(file(
                        0,
                        96,
                        track(
                                0, 0xff, 0x51, 3, 0xff, 0xff, 0xff, 0, 0x90, 60, 80, 0x85, 0xee, 0x00, 0x80, 60, 0, 0,
                                0xff, 0x2f, 0)))
                .score();
        assertEquals(96000 / 96 * 16.777215, score.seconds(), 0.01);
        assertEquals(2 + 1 + (int) Math.ceil(score.seconds() - 1e-9), new PerformanceEvents().encode(score).length);
    }

    @Test
    void whatIsWrittenReadsBackTheSame() throws IOException {
        for (String name : List.of("bach/bwv10.7.mid", "lieder/lc4919798.mid", "nottingham/jigs31.mid")) {
            Score score = MidiFile.read(SharedData.path("data/music/" + name)).score();
            Score again = MidiFile.read(MidiFile.write(score)).score();
            assertEquals(score.notes().size(), again.notes().size(), name);
            assertEquals(score.tracks(), again.tracks(), name);
            for (int i = 0; i < score.notes().size(); i++) {
                Note a = score.notes().get(i);
                Note b = again.notes().get(i);
                assertEquals(a.pitch(), b.pitch(), name);
                assertEquals(a.velocity(), b.velocity(), name);
                assertEquals(a.start(), b.start(), 0.0006, name);
                assertEquals(a.end(), b.end(), 0.0011, name);
            }
        }
    }

    private static void assertMessage(String part, byte[] bytes) {
        String message = String.valueOf(assertThrows(UnreadableMidiException.class, () -> MidiFile.read(bytes))
                .getMessage());
        assertTrue(message.contains(part), message);
    }

    private static byte[] header(int format, int tracks, int division) {
        return bytes('M', 'T', 'h', 'd', 0, 0, 0, 6, 0, format, 0, tracks, division >> 8, division);
    }

    private static byte[] track(int... events) {
        return bytes(events);
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    private static byte[] file(int format, int division, byte[] track) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(header(format, 1, division));
        int n = track.length;
        out.writeBytes(bytes('M', 'T', 'r', 'k', n >> 24, n >> 16, n >> 8, n));
        out.writeBytes(track);
        return out.toByteArray();
    }
}
