package dev.polyhead.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.polyhead.core.hub.Catalogue;
import dev.polyhead.core.hub.CatalogueEntry;
import dev.polyhead.core.model.Families;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ModelsCommandTest {
    @TempDir
    Path disk;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int models(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add(1, "--data-dir=" + disk.resolve("data"));
        return new CommandLine(new ModelsCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .setExecutionExceptionHandler((failure, line, parsed) -> {
                    line.getErr().println(Explanation.of(failure));
                    return 1;
                })
                .execute(all.toArray(String[]::new));
    }

    private static Path reference(String name) {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path folder = at.resolveSibling("shared").resolve("reference/cases").resolve(name);
            if (Files.isDirectory(folder)) {
                return folder;
            }
        }
        Assumptions.assumeTrue(false, "the reference cases are not beside the repository");
        throw new IllegalStateException();
    }

    @Test
    void theShippedModelsAreListed() {
        assertEquals(0, models("list"));
        assertTrue(out.toString().lines().anyMatch(line -> line.startsWith("whisper-base ")), out.toString());
        assertFalse(out.toString().contains("openai/whisper-large-v3 "));
        assertEquals(0, models("list", "--all", "--json"));
        JsonNode all = JsonMapper.shared().readTree(out.toString());
        assertTrue(all.size() > 60);
        assertTrue(all.get(0).path("size").asLong() > 1_000_000);
    }

    @Test
    void theCatalogueOffersOnlyFamiliesThatRunEachWithLicenceAndLanguages() {
        Catalogue catalogue = Catalogue.read(Path.of("..", "models", Catalogue.FILE));
        for (CatalogueEntry entry : catalogue.entries()) {
            boolean runs = Families.modelTypes().contains(String.valueOf(entry.family()));
            assertTrue(runs || entry.id().equals("silero-vad"), entry.id() + " is of an unknown family");
            assertFalse(String.valueOf(entry.licence()).isBlank(), entry.id() + " has no licence");
            if (entry.source().hub() != null) {
                assertFalse(entry.languages().isEmpty(), entry.id() + " has no languages");
                assertFalse(entry.verified(), entry.id() + " was verified by nobody");
                assertEquals(List.of(), entry.files(), entry.id());
            }
        }
    }

    @Test
    void aModelIsImportedExportedCheckedAndRemoved() throws IOException {
        Path source = disk.resolve("tiny");
        Files.createDirectories(source);
        for (String name : List.of("config.json", "model.safetensors", "inputs.safetensors", "expected.safetensors")) {
            Files.copy(reference("bert-encoder").resolve(name), source.resolve(name));
        }
        assertEquals(0, models("import", source.toString(), "--as=org/tiny"), err.toString());
        assertEquals(0, models("verify", "org/tiny"), err.toString());
        assertTrue(out.toString().contains("intact  org/tiny/config.json"), out.toString());
        assertTrue(out.toString().contains("alike  fp32 with the reference vectors"), out.toString());
        Path zip = disk.resolve("tiny.zip");
        assertEquals(0, models("export", "org/tiny", zip.toString()), err.toString());
        assertEquals(0, models("remove", "org/tiny"), err.toString());
        assertEquals(1, models("verify", "org/tiny"));
        assertEquals(0, models("import", zip.toString()), err.toString());
        Files.writeString(disk.resolve("data/models/org/tiny/config.json"), "{\"model_type\": \"bert\"}");
        assertEquals(1, models("verify", "org/tiny"));
        assertTrue(out.toString().contains("damaged  org/tiny/config.json"), out.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"all-MiniLM-L6-v2", "clip-tiny", "vit-caltech101", "music-tiny", "whisper-base"})
    void theShippedModelsAreIntactAndInt8AnswersLikeFp32(String id) {
        assertEquals(0, models("verify", id), out + "" + err);
        assertTrue(out.toString().contains("alike  int8 with fp32"), out.toString());
    }

    @Test
    void whatShipsIsNotPulledOrRemoved() {
        assertEquals(1, models("pull", "whisper-1"));
        assertTrue(err.toString().contains("ships with the product"), err.toString());
        assertEquals(1, models("remove", "whisper-base"));
        assertTrue(err.toString().contains("not the suite's to delete"), err.toString());
        assertEquals(1, models("verify", "whisper-bsae"));
        assertTrue(err.toString().contains("whisper-base"), err.toString());
    }

    @Test
    void aWrongCommandIsCode2() {
        assertEquals(2, models("list", "--frobnicate"));
        assertEquals(
                2,
                new CommandLine(new ModelsCommand())
                        .setErr(new PrintWriter(err))
                        .execute());
    }
}
