package dev.polyhead.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.polyhead.webapp.PolyheadApplication;
import java.io.File;
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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * What the README tells people to type does what it says. Every example runs in a copy of the source tree's samples, in
 * the document's order, so that one may use what the one before has made.
 */
class ReadmeExamplesIT {
    private static final int MINUTES = 10;

    @TempDir
    static Path copy;

    private static @Nullable ConfigurableApplicationContext suite;

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
    Stream<DynamicTest> everyTestedCommandOfTheReadmeWorks() throws IOException {
        return examples(Example.PROGRAM)
                .map(example -> DynamicTest.dynamicTest(example.toString(), () -> run(example)));
    }

    @TestFactory
    Stream<DynamicTest> everyTestedRequestOfTheReadmeIsAnswered() throws IOException {
        Assumptions.assumeTrue(hasCurl(), "needs the program curl");
        suite = PolyheadApplication.start("--server.port=0", "--polyhead.data-dir=" + copy.resolve("data"));
        String address = "localhost:" + suite.getEnvironment().getRequiredProperty("local.server.port");
        return examples("curl")
                .map(example -> DynamicTest.dynamicTest(example.toString(), () -> {
                    String asked = example.command().replace("localhost:8080", address);
                    end(example, List.of("bash", "-c", asked + " --no-progress-meter --fail-with-body"));
                }));
    }

    private static boolean hasCurl() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "curl")));
    }

    @AfterAll
    static void stop() {
        if (suite != null) {
            suite.close();
        }
    }

    private static Stream<Example> examples(String program) throws IOException {
        List<Example> examples =
                Example.of(Files.readAllLines(PolyheadTest.root().resolve("README.md")), program);
        assertFalse(examples.isEmpty(), "README.md marks no example of " + program + " as tested");
        return examples.stream();
    }

    /** In a process of its own, whose working directory is the copy: paths of the examples are relative. */
    private static void run(Example example) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Polyhead.class.getName()));
        line.addAll(List.of(example.arguments()));
        end(example, line);
    }

    private static void end(Example example, List<String> line) throws IOException, InterruptedException {
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
        List<Example> found = Example.of(
                List.of(
                        "```bash",
                        "java -jar cli/target/polyhead.jar serve",
                        "```",
                        "<!-- tested -->",
                        "```bash",
                        "cd somewhere",
                        "java -jar cli/target/polyhead.jar transcribe 'a b.wav' \\",
                        "    --format \"srt\" > out.srt   # as subtitles",
                        "```"),
                Example.PROGRAM);
        assertEquals(1, found.size());
        assertEquals(8, found.get(0).line());
        assertArrayEquals(
                new String[] {"transcribe", "a b.wav", "--format", "srt"},
                found.get(0).arguments());
    }
}
