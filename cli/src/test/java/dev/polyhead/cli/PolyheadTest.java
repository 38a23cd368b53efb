package dev.polyhead.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What holds for every command: help, exit codes, and failures in one line. */
class PolyheadTest {
    @TempDir
    Path disk;

    @TestFactory
    Stream<DynamicTest> everyCommandExplainsItself() {
        List<String> all = new ArrayList<>();
        collect(Polyhead.line(new PrintWriter(System.out), new PrintWriter(System.err)), "", all);
        assertTrue(all.size() > 10, "only " + all);
        return all.stream()
                .map(name -> DynamicTest.dynamicTest("polyhead " + name, () -> {
                    List<String> words = new ArrayList<>(List.of(name.split(" ")));
                    words.removeIf(String::isEmpty);
                    words.add("--help");
                    Spoken help = Spoken.by(words.toArray(String[]::new));
                    assertEquals(0, help.code(), help.err());
                    assertTrue(help.out().startsWith("Usage: polyhead"), help.out());
                    assertEquals("", help.err());
                }));
    }

    private static void collect(CommandLine line, String name, List<String> all) {
        all.add(name.strip());
        line.getSubcommands().forEach((sub, inner) -> {
            if (!sub.equals("help")) {
                collect(inner, name + " " + sub, all);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                "transcribe",
                "transcribe a.wav --beam-size many",
                "transcribe a.wav --beam-size 0",
                "transcribe a.wav --format docx",
                "transcribe a.wav --format srt,vtt",
                "transcribe a.wav --language klingon",
                "transcribe a.wav --precision fp7",
                "transcribe a.wav --max-line-count 2",
                "serve --port 70000",
                "bench",
                "bench attention --lengths 4096..512",
                "bench attention --lengths long",
                "bench attention --forms star",
                "bench compose --events 0",
                "compose --seconds -1 -o a.mid",
                "bench speech a.wav --repeat 0",
                "run --inputs a",
            })
    void aWrongCommandEndsWithTwoAndSaysWhere(String command) {
        Spoken answer = Spoken.by(command.split(" "));
        assertEquals(2, answer.code(), answer.err());
        assertTrue(answer.err().startsWith("polyhead: "), answer.err());
        assertTrue(answer.err().contains("--help"), answer.err());
        assertFalse(answer.err().contains("\tat "), answer.err());
        assertEquals("", answer.out());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "transcribe nothere.wav | There is no file",
                "transcribe a.wav --model no-such-model | There is no model",
                "run nothere --inputs a --output b | There is no file 'a'",
                "generate nothere --ids a --output b | a",
                "bench embed nothere.txt | There is no file 'nothere.txt'",
                "encode-midi nothere.mid --output a.json | nothere.mid",
            })
    void whatCannotBeDoneEndsWithOneAndAReasonInALine(String command, String reason) {
        Spoken answer = Spoken.by(command.split(" "));
        assertEquals(1, answer.code(), answer.err());
        assertTrue(answer.err().contains(reason), answer.err());
        assertEquals(1, answer.err().lines().count(), answer.err());
    }

    @Test
    void aFileThatFailsDoesNotStopTheOthers() throws IOException {
        Path text = Files.writeString(disk.resolve("letter.mp3"), "Dear reader, this is no sound.");
        Path speech = root().resolve("samples/speech/en.flac");
        Spoken answer = Spoken.by(
                "transcribe",
                text.toString(),
                disk.toString(),
                speech.toString(),
                "--beam-size=1",
                "--language=en",
                "--no-progress",
                "--format=text,srt",
                "--output-dir=" + disk.resolve("out"));
        assertEquals(1, answer.code());
        assertTrue(answer.err().contains("letter.mp3: "), answer.err());
        assertTrue(answer.err().contains("This is a folder"), answer.err());
        assertTrue(answer.out().toLowerCase(java.util.Locale.ROOT).contains("umbrella"), answer.out());
        assertTrue(Files.readString(disk.resolve("out/en.srt")).startsWith("1\n00:00:0"));
        assertTrue(Files.readString(disk.resolve("out/en.txt")).contains("umbrella"));
    }

    @Test
    void aFolderThatCannotBeMadeIsNamed() throws IOException {
        Path file = Files.writeString(disk.resolve("file"), "in the way");
        Spoken answer = Spoken.by(
                "transcribe",
                root().resolve("samples/speech/en.flac").toString(),
                "--beam-size=1",
                "--language=en",
                "--output-dir=" + file);
        assertEquals(1, answer.code());
        assertTrue(answer.err().contains(file.toString()), answer.err());
        assertFalse(answer.err().contains("\tat "), answer.err());
    }

    @Test
    void errorsOfInitialisationAreExplained() {
        String missing = Explanation.of(new UnsatisfiedLinkError("no jniavutil in java.library.path"));
        assertTrue(missing.contains("jniavutil") && missing.contains("polyhead doctor"), missing);
        String memory = Explanation.of(new OutOfMemoryError("Java heap space"));
        assertTrue(memory.contains("-Xmx"), memory);
    }

    @Test
    void theDoctorTriesTheLibraries() {
        Spoken answer = Spoken.by("doctor", "--data-dir=" + disk, "--port=0");
        assertEquals(0, answer.code(), answer.out());
        assertTrue(answer.out().contains("ok  ONNX Runtime"), answer.out());
        assertTrue(answer.out().contains("ok  FFmpeg"), answer.out());
        assertTrue(answer.out().contains("ok  tokenizers"), answer.out());
        assertTrue(answer.out().contains("whisper-base"), answer.out());
    }

    @Test
    void attentionThatDoesNotFitIsLeftOut() {
        Spoken answer = Spoken.by("bench", "attention", "--lengths=1048576", "--forms=composed", "--json");
        assertEquals(0, answer.code(), answer.err());
        assertTrue(answer.err().contains("composed at 1048576 tokens is left out"), answer.err());
        assertTrue(answer.out().contains("left_out"), answer.out());
    }

    @Test
    void everyFormOfAttentionIsMeasured() {
        Spoken answer = Spoken.by("bench", "attention", "--lengths=192,256", "--repeat=1", "--json", "--alone");
        assertEquals(0, answer.code(), answer.err());
        assertEquals(
                14,
                answer.out()
                        .lines()
                        .filter(line -> line.contains("\"seconds\""))
                        .count(),
                answer.out());
    }

    @Test
    void thePowerOfALawIsFound() {
        List<PowerLaw.Point> points = Stream.of(3, 5, 11)
                .map(n -> new PowerLaw.Point(n, 7 * Math.pow(n, 1.75)))
                .toList();
        assertEquals(1.75, PowerLaw.exponent(points), 1e-9);
    }

    static Path root() {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            if (Files.exists(at.resolve("samples/SOURCES.md"))) {
                return at;
            }
        }
        throw new IllegalStateException("the tests run outside of the source tree");
    }
}
