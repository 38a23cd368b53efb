package dev.polyhead.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The text commands with the sentence model that ships. */
class TextCommandsTest {
    @Test
    void embedPrintsAVectorForEveryText() {
        String printed = run(new EmbedCommand(), "A cat.", "A dog.", "--model", model(), "--dimensions", "3");
        assertEquals(2, printed.lines().count(), printed);
        assertTrue(printed.startsWith("{\"text\":\"A cat.\",\"embedding\":["), printed);
        assertEquals(
                3,
                printed.lines()
                        .findFirst()
                        .orElseThrow()
                        .split(",\"embedding\":")[1]
                        .split(",")
                        .length);
    }

    @Test
    void embedComparesTheLinesOfAFile(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("texts.txt");
        Files.writeString(file, "A man is playing a guitar.\n\nSomeone plays an instrument.\n");
        String printed = run(new EmbedCommand(), "--compare", "--file", file.toString(), "--model", model());
        assertEquals(2, printed.lines().count(), printed);
        assertTrue(printed.contains(" 1.000  0.6"), printed);
    }

    @Test
    void aModelOfAnotherKindIsRefusedWithItsTask() {
        StringWriter err = new StringWriter();
        int code = new CommandLine(new ChatCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((failure, line, parsed) -> {
                    err.write(String.valueOf(failure.getMessage()));
                    return 1;
                })
                .execute("--model", model(), "Hello");
        assertEquals(1, code);
        assertTrue(err.toString().contains("feature-extraction"), err.toString());
    }

    private static String run(Object command, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = new CommandLine(command)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
        assertEquals(0, code, err.toString());
        return out.toString();
    }

    private static String model() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(folder.resolve("models/all-MiniLM-L6-v2"))) {
            folder = folder.getParent();
        }
        return folder.resolve("models/all-MiniLM-L6-v2").toString();
    }
}
