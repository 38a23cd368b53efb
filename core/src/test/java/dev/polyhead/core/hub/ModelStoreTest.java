package dev.polyhead.core.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.polyhead.core.checkpoint.Safetensors;
import dev.polyhead.core.generation.Cancellation;
import dev.polyhead.core.hub.FileCheck.State;
import dev.polyhead.core.tensor.Tensor;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelStoreTest {
    @TempDir
    Path disk;

    private ModelStore store() {
        return store(disk.resolve("data"), URI.create("http://127.0.0.1:1"));
    }

    private ModelStore store(Path data, URI endpoint) {
        HubCache cache = new HubCache(data.resolve("hub"));
        HubSettings settings = new HubSettings(
                endpoint, null, cache, false, 2, 10_000, 2, Duration.ofMillis(1), Duration.ofSeconds(5));
        HubClient hub = new HubClient(
                settings,
                new HttpConnector(java.net.ProxySelector.of(null), settings.patience()),
                () -> Set.of("bert", "gpt2"),
                folder -> Long.MAX_VALUE);
        ModelFolders folders = new ModelFolders(List.of(disk.resolve("users"), data.resolve("models")), cache);
        return new ModelStore(folders, hub, data, () -> Set.of("bert", "gpt2"));
    }

    private static Path model(Path folder) throws IOException {
        Files.createDirectories(folder.resolve("1_Pooling"));
        Files.writeString(folder.resolve("config.json"), "{\"model_type\": \"bert\"}");
        Files.writeString(folder.resolve("1_Pooling/config.json"), "{}");
        Files.writeString(folder.resolve("vocab.txt"), "a\n");
        Files.writeString(folder.resolve("modeling.py"), "evil()");
        Files.writeString(folder.resolve("pytorch_model.bin"), "evil");
        Safetensors.write(folder.resolve("model.safetensors"), Map.of("w", Tensor.of(new float[] {1, 2, 3}, 3)));
        return folder;
    }

    private static Path zip(Path file, Object... namesAndBytes) throws IOException {
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (int i = 0; i < namesAndBytes.length; i += 2) {
                zip.putNextEntry(new ZipEntry((String) namesAndBytes[i]));
                zip.write((byte[]) namesAndBytes[i + 1]);
            }
        }
        return file;
    }

    private static Path zipOf(Path folder, String prefix, Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out);
                Stream<Path> files = Files.walk(folder)) {
            for (Path each : files.filter(Files::isRegularFile).toList()) {
                zip.putNextEntry(new ZipEntry(prefix + folder.relativize(each)));
                Files.copy(each, zip);
            }
        }
        return file;
    }

    private static String names(CatalogueEntry entry) {
        return entry.files().stream().map(ModelFile::name).collect(Collectors.joining(" "));
    }

    private StoreException refused(String because, ModelStore store, Path source) throws IOException {
        StoreException refused = assertThrows(StoreException.class, () -> store.importFrom(source, null));
        assertTrue(refused.getMessage().contains(because), refused.getMessage());
        try (Stream<Path> left = Files.list(disk.resolve("data/models"))) {
            assertEquals(List.of(), left.toList(), "something half-valid stays behind");
        }
        return refused;
    }

    @Test
    void aFolderIsImportedWithoutWhatCanExecute() throws IOException {
        ModelStore store = store();
        CatalogueEntry entry = store.importFrom(model(disk.resolve("My Model!")), null);
        assertEquals("My-Model", entry.id());
        assertEquals("1_Pooling/config.json config.json model.safetensors vocab.txt", names(entry));
        Path folder = store.locate(entry.id()).folder();
        assertFalse(Files.exists(folder.resolve("modeling.py")));
        assertFalse(Files.exists(folder.resolve("pytorch_model.bin")));
        assertTrue(store.verify(entry.id()).stream().allMatch(check -> check.state() == State.INTACT));
        assertEquals(entry, store().catalogue().find(entry.id()).orElseThrow(), "another process sees it");
    }

    @Test
    void aModelTravelsAsAnArchive() throws IOException {
        ModelStore store = store();
        store.importFrom(model(disk.resolve("bert-tiny")), new ModelId("org/tiny"));
        Path zip = disk.resolve("carried.zip");
        store.export("org/tiny", zip);
        ModelStore other = store(disk.resolve("data2"), URI.create("http://127.0.0.1:1"));
        CatalogueEntry there = other.importFrom(zip, null);
        assertEquals("org/tiny", there.id());
        assertEquals(store.catalogue().find("org/tiny").orElseThrow().files(), there.files());
        assertEquals(
                List.of(),
                Stream.of(disk.resolve("carried.zip.part"))
                        .filter(Files::exists)
                        .toList());
    }

    @Test
    void anArchiveThatWasDamagedOnTheWayIsRefused() throws IOException {
        store().importFrom(model(disk.resolve("tiny")), null);
        Path zip = disk.resolve("tiny.zip");
        store().export("tiny", zip);
        Path unpacked = disk.resolve("unpacked");
        ModelArchive.unpack(zip, Files.createDirectories(unpacked), Long.MAX_VALUE);
        Files.writeString(unpacked.resolve("vocab.txt"), "b\n");
        Files.delete(zip);
        zipOf(unpacked, "", zip);
        store().remove("tiny");
        refused("vocab.txt", store(), zip);
    }

    @Test
    void anArchiveMayHaveAFolderAroundIt() throws IOException {
        Path zip = zipOf(model(disk.resolve("x")), "some-model/", disk.resolve("some-model.zip"));
        assertEquals(
                "1_Pooling/config.json config.json model.safetensors vocab.txt", names(store().importFrom(zip, null)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../out.json",
                "/etc/x.json",
                "a/../../x.json",
                "a\\..\\x.json",
                "c:/x.json",
                "./x.json",
                "a//b.json"
            })
    void archivesThatLeadOutOfTheirFolderAreRefused(String name) throws IOException {
        Path zip = zip(disk.resolve("slip.zip"), "config.json", new byte[2], name, new byte[2]);
        refused("leads out", store(), zip);
        assertFalse(Files.exists(disk.resolve("data/out.json")));
        assertFalse(Files.exists(disk.resolve("out.json")));
    }

    @Test
    void archivesThatSwellAreRefused() throws IOException {
        byte[] zeros = new byte[80 << 20];
        Path zip = zip(disk.resolve("bomb.zip"), "config.json", new byte[2], "model.safetensors", zeros);
        assertTrue(Files.size(zip) < 1 << 20);
        refused("swells", store(), zip);
    }

    @Test
    void whatIsNoModelIsRefusedWithTheReason() throws IOException {
        Files.createDirectories(disk.resolve("data/models"));
        refused("no zip file", store(), Files.writeString(disk.resolve("text.zip"), "no"));
        refused("There is no folder", store(), disk.resolve("nowhere"));
        refused("no model in it", store(), Files.createDirectories(disk.resolve("empty")));
        Path other = model(disk.resolve("other"));
        Files.writeString(other.resolve("config.json"), "{\"model_type\": \"brt\"}");
        refused("Nearest of the supported: [bert", store(), other);
        Path truncated = model(disk.resolve("truncated"));
        Files.write(truncated.resolve("model.safetensors"), Arrays.copyOf(new byte[] {50}, 30));
        refused("model.safetensors", store(), truncated);
        Path linked = model(disk.resolve("linked"));
        Files.createSymbolicLink(linked.resolve("secret.json"), Files.writeString(disk.resolve("secret"), "{}"));
        refused("link out of the model's folder", store(), linked);
    }

    @Test
    void aNameIsTakenOnce() throws IOException {
        store().importFrom(model(disk.resolve("tiny")), null);
        String message = assertThrows(StoreException.class, () -> store().importFrom(disk.resolve("tiny"), null))
                .getMessage();
        assertTrue(message.contains("already"), message);
    }

    @Test
    void whatChangedIsFound() throws IOException {
        ModelStore store = store();
        store.importFrom(model(disk.resolve("tiny")), null);
        Path folder = store.locate("tiny").folder();
        Files.writeString(folder.resolve("vocab.txt"), "b\n");
        Files.delete(folder.resolve("1_Pooling/config.json"));
        Files.writeString(folder.resolve("more.json"), "{}");
        Map<String, State> states =
                store.verify("tiny").stream().collect(Collectors.toMap(FileCheck::name, FileCheck::state));
        assertEquals(
                Map.of(
                        "vocab.txt", State.DAMAGED,
                        "1_Pooling/config.json", State.MISSING,
                        "more.json", State.UNKNOWN,
                        "config.json", State.INTACT,
                        "model.safetensors", State.INTACT),
                states);
    }

    @Test
    void onlyTheSuitesOwnModelsAreRemoved() throws IOException {
        ModelStore store = store();
        model(disk.resolve("users/theirs"));
        assertThrows(StoreException.class, () -> store.remove("theirs"));
        assertTrue(Files.exists(disk.resolve("users/theirs/config.json")));
        store.importFrom(model(disk.resolve("tiny")), null);
        assertTrue(store.remove("tiny") > 50);
        assertThrows(UnknownModelException.class, () -> store.locate("tiny"));
        assertThrows(UnknownModelException.class, () -> store.remove("../../x"));
        assertTrue(store().catalogue().find("tiny").isEmpty());
        assertTrue(Files.exists(disk.resolve("tiny/config.json")));
    }

    @Test
    void aPullIsRecordedVerifiedAndRemoved() throws IOException {
        try (FakeHub hub = new FakeHub()) {
            Path source = model(disk.resolve("source"));
            for (String name : List.of("config.json", "model.safetensors", "vocab.txt")) {
                hub.files.put(name, Files.readAllBytes(source.resolve(name)));
            }
            ModelStore store = store(disk.resolve("data"), hub.endpoint());
            CatalogueEntry entry = store.pull("org/name", null, progress -> {}, new Cancellation());
            assertEquals(FakeHub.COMMIT, entry.source().revision());
            assertEquals(3, store.verify("org/name").size());
            assertTrue(store.verify("org/name").stream().allMatch(check -> check.state() == State.INTACT));
            Path blob = store.locate("org/name").folder().resolve("vocab.txt").toRealPath();
            Files.writeString(blob, "b\n");
            assertTrue(store.verify("org/name").contains(new FileCheck("vocab.txt", State.DAMAGED)));
            store.remove("org/name");
            assertFalse(Files.exists(disk.resolve("data/hub/models--org--name")));
        }
    }

    @Test
    void whatAnUnfinishedPullLeftCanBeRemoved() throws IOException {
        try (FakeHub hub = new FakeHub()) {
            Path source = model(disk.resolve("source"));
            for (String name : List.of("config.json", "model.safetensors")) {
                hub.files.put(name, Files.readAllBytes(source.resolve(name)));
            }
            hub.always = new FakeHub.Mood.Cut(3);
            ModelStore store = store(disk.resolve("data"), hub.endpoint());
            Cancellation cancellation = new Cancellation();
            assertThrows(
                    HubException.class,
                    () -> store.pull("org/name", null, progress -> cancellation.cancel(), cancellation));
            assertThrows(UnknownModelException.class, () -> store.locate("org/name"));
            store.remove("org/name");
            assertFalse(Files.exists(disk.resolve("data/hub/models--org--name")));
            assertThrows(UnknownModelException.class, () -> store.remove("org/name"));
        }
    }

    @Test
    void aParityCardIsKeptUntilTheModelGoes() throws IOException {
        ModelStore store = store();
        store.importFrom(model(disk.resolve("tiny")), new ModelId("org/tiny"));
        assertEquals(Optional.empty(), store.card("org/tiny"));
        ParityCard card = new ParityCard("org/tiny", "int8 with fp32", 0.999, 0.01, true, "1.0", Instant.EPOCH);
        card.write(disk.resolve("data/checks"));
        assertEquals(Optional.of(card), store.card("org/tiny"));
        store.remove("org/tiny");
        assertEquals(Optional.empty(), store.card("org/tiny"));
        assertEquals(Optional.empty(), store.card("../../x"));
    }
}
