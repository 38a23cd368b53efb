package dev.polyhead.core.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelFoldersTest {
    private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

    @TempDir
    Path disk;

    private static Path model(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("config.json"), "{}");
        Files.writeString(folder.resolve("model.safetensors"), "");
        return folder;
    }

    private ModelFolders folders(Map<String, String> environment, Path... given) {
        return ModelFolders.of(
                List.of(given), environment, disk.resolve("home"), List.of(disk.resolve("app/cli/target")));
    }

    private static Optional<Path> find(ModelFolders folders, String id) {
        return folders.find(new ModelId(id), null);
    }

    @Test
    void everyPlaceIsSearchedInOrder() throws IOException {
        Path given = disk.resolve("given");
        Path variable = disk.resolve("variable");
        Path shipped = disk.resolve("app/models");
        Path cached = disk.resolve("home/.cache/huggingface/hub/models--org--name/snapshots")
                .resolve(COMMIT);
        Path imported = disk.resolve("home/.polyhead/models");
        Files.createDirectories(shipped);
        Files.writeString(shipped.resolve("catalogue.yaml"), "models: []");
        ModelFolders folders = folders(Map.of("POLYHEAD_MODELS", "  " + java.io.File.pathSeparator + variable), given);

        model(cached);
        assertEquals(Optional.of(cached), find(folders, "org/name"));
        for (Path root : List.of(shipped, imported, variable, given)) {
            Path model = model(root.resolve("org/name"));
            assertEquals(Optional.of(model), find(folders, "org/name"));
        }
        assertEquals(Optional.of(shipped.resolve("catalogue.yaml")), folders.catalogue());
        assertEquals(List.of(given, variable, imported, shipped), folders.roots());
    }

    @Test
    void aFolderMayItselfBeTheModel() throws IOException {
        Path model = model(disk.resolve("my-bert"));
        assertEquals(Optional.of(model), find(folders(Map.of(), model), "my-bert"));
        assertEquals(Optional.empty(), find(folders(Map.of(), model), "other"));
    }

    @Test
    void theCacheFollowsItsVariables() {
        Path home = disk.resolve("home");
        assertEquals(
                disk.resolve("x"),
                HubCache.of(Map.of("HF_HUB_CACHE", disk + "/x"), home).folder());
        assertEquals(
                disk.resolve("y/hub"),
                HubCache.of(Map.of("HF_HOME", disk + "/y"), home).folder());
        assertEquals(
                disk.resolve("z/huggingface/hub"),
                HubCache.of(Map.of("XDG_CACHE_HOME", disk + "/z"), home).folder());
    }

    @Test
    void theRevisionIsThatOfMainUnlessAnotherIsNamed() throws IOException {
        HubCache cache = new HubCache(disk.resolve("hub"));
        ModelId id = new ModelId("org/name");
        String other = COMMIT.replace('0', 'f');
        Path main = model(cache.of(id).resolve("snapshots").resolve(COMMIT));
        Path second = model(cache.of(id).resolve("snapshots").resolve(other));
        Files.createDirectories(cache.of(id).resolve("refs/pr"));
        Files.writeString(cache.of(id).resolve("refs/main"), COMMIT);
        Files.writeString(cache.of(id).resolve("refs/pr/1"), other + "\n");
        ModelFolders folders = new ModelFolders(List.of(), cache);
        assertEquals(Optional.of(main), folders.find(id, null));
        assertEquals(Optional.of(main), folders.find(id, "main"));
        assertEquals(Optional.of(second), folders.find(id, "pr/1"));
        assertEquals(Optional.of(second), folders.find(id, other));
        assertEquals(Optional.empty(), folders.find(id, "v9"));
        assertEquals(Optional.empty(), folders.find(id, "../../../../etc/passwd"));
    }

    @Test
    void aDownloadThatIsNotCompleteIsNoModel() throws IOException {
        Path folder = disk.resolve("half");
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("config.json"), "{}");
        assertFalse(ModelFolders.isModel(folder));
        Files.writeString(
                folder.resolve("model.safetensors.index.json"),
                "{\"weight_map\": {\"a\": \"one.safetensors\", \"b\": \"two.safetensors\"}}");
        Files.writeString(folder.resolve("one.safetensors"), "");
        assertFalse(ModelFolders.isModel(folder));
        Files.writeString(folder.resolve("two.safetensors"), "");
        assertTrue(ModelFolders.isModel(folder));
        Files.createSymbolicLink(disk.resolve("dangling"), disk.resolve("nowhere"));
        assertFalse(ModelFolders.isModel(disk.resolve("dangling")));
    }

    @Test
    void everythingThatIsThereIsListedOnce() throws IOException {
        Path given = disk.resolve("given");
        model(given.resolve("plain"));
        model(given.resolve("org/name"));
        Files.createDirectories(given.resolve("vad"));
        Files.writeString(given.resolve("vad/graph.onnx"), "");
        Files.createDirectories(given.resolve("no-model/deeper"));
        model(disk.resolve("home/.cache/huggingface/hub/models--org--name/snapshots/" + COMMIT));
        model(disk.resolve("home/.cache/huggingface/hub/models--gpt2/snapshots/" + COMMIT));
        assertEquals(
                "gpt2 org/name plain vad",
                folders(Map.of(), given).all().keySet().stream()
                        .map(ModelId::text)
                        .sorted()
                        .collect(Collectors.joining(" ")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "../x",
                "a/../b",
                "a/b/c",
                "/etc",
                "a//b",
                "a/",
                "a/.",
                "a/..",
                "a--b",
                "C:\\x",
                "a\nb",
                "a b",
                "ä",
                "~/x",
                "a/b\u0000"
            })
    void namesThatCouldLeaveTheFolderAreRefused(String name) {
        assertThrows(IllegalArgumentException.class, () -> new ModelId(name));
    }
}
