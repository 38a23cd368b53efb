package dev.polyhead.core.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.polyhead.core.checkpoint.CheckpointException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogueTest {
    private static final Path SHIPPED = Path.of("..", "models").toAbsolutePath().normalize();

    @TempDir
    Path disk;

    private static CatalogueEntry entry(String id, CatalogueEntry.Source source, String... aliases) {
        return new CatalogueEntry(
                id, null, "bert", "fill-mask", source, null, List.of("en"), List.of(aliases), false, null, List.of());
    }

    private static CatalogueEntry hub(String id, String... aliases) {
        return entry(id, new CatalogueEntry.Source(null, id, null), aliases);
    }

    private ModelFolders shipped() {
        return ModelFolders.of(List.of(), Map.of(), disk, List.of(SHIPPED));
    }

    @Test
    void theShippedCatalogueIsReadAndItsModelsAreThere() {
        Catalogue catalogue = Catalogue.load(shipped(), disk.resolve("none.yaml"));
        assertTrue(catalogue.entries().size() > 60);
        CatalogueEntry whisper = catalogue.find("whisper-1").orElseThrow();
        assertEquals("whisper-base", whisper.id());
        for (CatalogueEntry entry : catalogue.entries()) {
            if (entry.source().folder() != null) {
                Catalogue.Located here = catalogue.locate(entry.id(), shipped());
                assertEquals(SHIPPED.resolve(entry.source().folder()), here.folder());
                for (ModelFile file : entry.files()) {
                    assertEquals(
                            file.size(),
                            here.folder().resolve(file.name()).toFile().length(),
                            file.name());
                }
            } else {
                assertNull(entry.source().revision(), "nobody downloaded it yet");
                assertEquals(entry.id(), entry.source().hub());
            }
        }
        assertTrue(catalogue.available(shipped()).size() >= 6);
    }

    @Test
    void whatIsUnknownIsRefusedWithTheNearestNames() {
        Catalogue catalogue = Catalogue.of(List.of(hub("org/bert-base", "bert"), hub("org/gpt")));
        UnknownModelException refused =
                assertThrows(UnknownModelException.class, () -> catalogue.locate("bret", shipped()));
        assertEquals("bert", refused.nearest().get(0));
        assertTrue(refused.getMessage().contains("bert"), refused.getMessage());
        assertThrows(UnknownModelException.class, () -> catalogue.locate("../../etc", shipped()));
        assertThrows(UnknownModelException.class, () -> catalogue.locate("x".repeat(100_000), shipped()));
        assertThrows(UnknownModelException.class, () -> catalogue.locate("", shipped()));
    }

    @Test
    void whatWasNotDownloadedSaysHow() {
        Catalogue catalogue = Catalogue.of(List.of(hub("org/bert-base", "bert")));
        String message = assertThrows(UnknownModelException.class, () -> catalogue.locate("bert", shipped()))
                .getMessage();
        assertTrue(message.contains("polyhead models pull org/bert-base"), message);
    }

    @Test
    void aModelNobodyListedIsFoundByItsFolder() throws IOException {
        Path folder = disk.resolve("given/org/mine");
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("config.json"), "{}");
        Files.writeString(folder.resolve("model.safetensors"), "");
        ModelFolders folders = ModelFolders.of(List.of(disk.resolve("given")), Map.of(), disk, List.of());
        Catalogue.Located located = Catalogue.of(List.of()).locate("org/mine", folders);
        assertEquals(folder, located.folder());
        assertNull(located.entry());
        assertEquals(List.of(located), Catalogue.of(List.of()).available(folders));
    }

    @Test
    void aCloneThatCarriesAnAliasIsTheEntry() throws IOException {
        Path folder = disk.resolve("given/bert");
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("config.json"), "{}");
        Files.writeString(folder.resolve("model.safetensors"), "");
        ModelFolders folders = ModelFolders.of(List.of(disk.resolve("given")), Map.of(), disk, List.of());
        Catalogue catalogue = Catalogue.of(List.of(hub("org/bert-base", "bert")));
        Catalogue.Located located = catalogue.locate("bert", folders);
        assertEquals(folder, located.folder());
        assertEquals("org/bert-base", located.id());
        assertEquals(List.of(located), catalogue.available(folders));
    }

    @Test
    void whatIsRecordedReplacesWhatShips() throws IOException {
        Path recorded = disk.resolve("data/catalogue.yaml");
        CatalogueEntry pulled = new CatalogueEntry(
                "openai/whisper-tiny",
                "it's \"quoted\": #1",
                "whisper",
                "automatic-speech-recognition",
                new CatalogueEntry.Source(null, "openai/whisper-tiny", "abc123"),
                "Apache-2.0",
                List.of("en", "no"),
                List.of("whisper-tiny"),
                true,
                123L,
                List.of(new ModelFile("config.json", 123, "0".repeat(64))));
        Catalogue.of(List.of(pulled)).write(recorded);
        Catalogue both = Catalogue.load(shipped(), recorded);
        assertEquals(pulled, both.find("whisper-tiny").orElseThrow());
        assertEquals(
                Catalogue.load(shipped(), disk.resolve("none")).entries().size(),
                both.entries().size());
    }

    @Test
    void aNameForTwoModelsIsRefused() {
        String message = assertThrows(
                        CheckpointException.class, () -> Catalogue.of(List.of(hub("a", "x"), hub("b", "x"))))
                .getMessage();
        assertTrue(message.contains("'x'"), message);
        assertThrows(CheckpointException.class, () -> Catalogue.of(List.of(hub("a", "b"), hub("b"))));
    }

    @Test
    void aFileThatIsNoCatalogueIsRefused() throws IOException {
        Path file = disk.resolve("catalogue.yaml");
        for (String text : List.of(
                "models: [{id: '../x', source: {folder: x}}]",
                "models: [{id: x, source: {folder: x, hub: y}}]",
                "models: [{id: x, source: {folder: x}, colour: red}]",
                "models: {",
                "models: [{id: x, source: {folder: x}, files: [{name: f, size: -1}]}]",
                "models: [{id: x, source: {folder: x}, files: [{name: f, size: 1, sha256: abc}]}]")) {
            Files.writeString(file, text);
            String message = assertThrows(CheckpointException.class, () -> Catalogue.read(file), text)
                    .getMessage();
            assertTrue(message.contains("catalogue.yaml"), message);
        }
    }
}
