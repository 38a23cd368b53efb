package dev.polyhead.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the README tells people to type does what it says. Every example runs in a copy of the source tree's samples, in
 * the document's order, so that one may use what the one before has made.
 */
class ReadmeExamplesIT {
    private static final int MINUTES = 10;

    @TempDir
    static Path copy;

    @BeforeAll
    static void copySamples() throws IOException {
        Path samples = PolyheadTest.root().resolve("samples");
        Files.walkFileTree(samples, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Path target =
                        copy.resolve("samples").resolve(samples.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> everyTestedExampleOfTheReadmeWorks() throws IOException {
        List<Example> examples =
                Example.of(Files.readAllLines(PolyheadTest.root().resolve("README.md")));
        Assumptions.assumeFalse(examples.isEmpty(), "README.md marks no example of the command line as tested");
        return examples.stream().map(example -> DynamicTest.dynamicTest(example.toString(), () -> run(example)));
    }

    /** In a process of its own, whose working directory is the copy: paths of the examples are relative. */
    private static void run(Example example) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Polyhead.class.getName()));
        line.addAll(List.of(example.arguments()));
        Path said = Files.createTempFile("polyhead-example", ".txt");
        try {
            Process process = new ProcessBuilder(line)
                    .directory(copy.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile())
                    .start();
            boolean ended = process.waitFor(MINUTES, TimeUnit.MINUTES);
            process.destroyForcibly();
            assertTrue(ended, example + " does not end");
            assertEquals(0, process.exitValue(), () -> example + "\n" + read(said));
        } finally {
            Files.delete(said);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void onlyMarkedBlocksAreExamples() {
        List<Example> found = Example.of(List.of(
                "```bash",
                "java -jar cli/target/polyhead.jar serve",
                "```",
                "<!-- tested -->",
                "```bash",
                "cd somewhere",
                "java -jar cli/target/polyhead.jar transcribe 'a b.wav' \\",
                "    --format \"srt\" > out.srt   # as subtitles",
                "```"));
        assertEquals(1, found.size());
        assertEquals(8, found.get(0).line());
        assertArrayEquals(
                new String[] {"transcribe", "a b.wav", "--format", "srt"},
                found.get(0).arguments());
    }
}
