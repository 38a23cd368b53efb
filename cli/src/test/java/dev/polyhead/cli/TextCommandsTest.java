package dev.polyhead.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

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
    void aComparisonIsOneObjectInJson() {
        String printed = run(new EmbedCommand(), "--compare", "--json", "A cat.", "A dog.", "--model", model());
        JsonNode read = JsonMapper.shared().readTree(printed);
        assertEquals("A dog.", read.at("/texts/1").asString());
        assertEquals(1, read.at("/cosines/1/1").asDouble(), 1e-6);
        assertEquals(read.at("/cosines/0/1").asDouble(), read.at("/cosines/1/0").asDouble(), 1e-6);
    }

    @Test
    void aTextAfterAnOptionWithoutAValueStaysAText() {
        CommandLine line = new CommandLine(new GenerateTextCommand()).setCaseInsensitiveEnumValuesAllowed(true);
        assertEquals(List.of("Hello"), line.parseArgs("--do-sample", "Hello").matchedPositionalValue(0, List.of()));
        assertEquals("true", line.getParseResult().matchedOptionValue("--do-sample", ""));
        line.parseArgs("--do-sample=false", "--early-stopping", "never", "Hello");
        assertEquals("false", line.getParseResult().matchedOptionValue("--do-sample", ""));
        assertEquals("never", line.getParseResult().matchedOptionValue("--early-stopping", ""));
    }

    @Test
    void anOptionOfAWrongValueIsWrongUsage() {
        StringWriter err = new StringWriter();
        CommandLine line = Polyhead.line(new PrintWriter(new StringWriter()), new PrintWriter(err));
        assertEquals(2, line.execute("generate-text", "Hello"));
        assertTrue(err.toString().contains("--model"), err.toString());
        assertTrue(err.toString().contains("polyhead generate-text --help"), err.toString());
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
