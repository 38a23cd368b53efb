package dev.polyhead.clip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.polyhead.core.model.Model;
import dev.polyhead.core.model.ModelOptions;
import dev.polyhead.core.runtime.Device;
import dev.polyhead.core.runtime.Precision;
import dev.polyhead.media.image.ImageLimits;
import dev.polyhead.media.image.ImagePixels;
import dev.polyhead.media.image.Resampling;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageCollectionIT {
    @TempDir
    Path temp;

    private Path photos;
    private Path home;

    @BeforeEach
    void aFolderOfPhotos() throws IOException {
        Shared.model("clip-tiny");
        photos = Files.createDirectories(temp.resolve("photos"));
        home = temp.resolve("collection");
        List<Path> some;
        try (Stream<Path> files = Files.list(Shared.data("images/caltech101"))) {
            some = files.sorted().limit(24).toList();
        }
        Files.createDirectories(photos.resolve("sub"));
        for (Path file : some) {
            Files.copy(
                    file,
                    photos.resolve(some.indexOf(file) % 2 == 0 ? "" : "sub").resolve(file.getFileName()));
        }
    }

    @Test
    void aFolderIsImportedOnceAndThenOnlyWhatChanged() throws IOException {
        try (ImageCollection collection = create()) {
            ImportReport first = run(collection);
            assertEquals(24, first.progress().added());
            assertTrue(first.complete());
            ImportReport second = run(collection);
            assertEquals(0, second.progress().added());
            assertEquals(24, second.progress().unchanged());
            assertEquals(24, collection.size());

            Path moved = first(photos);
            Files.move(moved, photos.resolve("sub").resolve("renamed \"<b>\".jpg"));
            Path copied = first(photos);
            Files.copy(copied, photos.resolve("copy.jpg"));
            Files.writeString(photos.resolve("broken.jpg"), "not a picture");
            ImportReport third = run(collection);
            assertEquals(0, third.progress().added());
            assertEquals(1, third.renamed());
            assertEquals(1, third.progress().duplicates());
            assertEquals(1, third.failed().size());
            assertEquals(0, third.removed());
            assertEquals(24, collection.size());

            Files.delete(photos.resolve("copy.jpg"));
            assertEquals(0, run(collection).removed());
            Files.delete(copied);
            Files.delete(photos.resolve("broken.jpg"));
            ImportReport last = run(collection);
            assertEquals(1, last.removed());
            assertEquals(23, collection.size());
            assertEquals(List.of(), collection.failures());
        }
    }

    @Test
    void aFolderThatVanishesDuringTheImportIsTakenUpWhereItWasLeft() throws IOException {
        Path away = temp.resolve("away");
        try (ImageCollection collection = create()) {
            ImportListener vanishing = progress -> {
                if (Files.exists(photos)) {
                    move(photos, away);
                }
                return ImportListener.Wish.GO_ON;
            };
            CollectionException vanished = assertThrows(
                    CollectionException.class,
                    () -> new FolderImport(collection, ClipTiny.encoder(), photos, ImageLimits.defaults(), vanishing)
                            .run());
            assertTrue(vanished.getMessage().contains("vanished"), vanished.getMessage());
            move(away, photos);
            assertEquals(0, run(collection).progress().failed());
            assertEquals(24, collection.size());
        }
    }

    private static void move(Path from, Path to) {
        try {
            Files.move(from, to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void theSameBytesUploadedTwiceAreOnePicture() throws IOException {
        byte[] bytes = Files.readAllBytes(first(photos));
        try (ImageCollection collection = create()) {
            AddReport report = collection.add(
                    List.of(
                            new Upload("../../etc/a.jpg", () -> bytes),
                            new Upload("b.jpg", () -> bytes),
                            new Upload("c.jpg", () -> "text".getBytes(StandardCharsets.UTF_8))),
                    ClipTiny.encoder(),
                    ImageLimits.defaults());
            assertEquals("a.jpg", report.added().get(0).name());
            assertEquals("a.jpg", report.duplicates().get(0).of());
            assertEquals("c.jpg", report.failed().get(0).name());
            String id = report.added().get(0).id();
            assertTrue(collection.thumbnail(id).isPresent());
            assertEquals(
                    ImagePixels.read(bytes).width(),
                    collection.pixels(id).orElseThrow().width());
            assertTrue(collection.delete(id));
            assertFalse(collection.delete(id));
            assertEquals(0, collection.size());
        }
    }

    @Test
    void picturesThatOnlyLookTheSameAreReported() {
        ImagePixels cat = ImagePixels.read(Shared.data("images/photos/sk_chelsea.png"));
        ImagePixels rocket = ImagePixels.read(Shared.data("images/photos/sk_rocket.jpg"));
        try (ImageCollection collection = create()) {
            collection.add(
                    List.of(
                            new Upload("cat.png", cat::toPng),
                            new Upload("rocket.jpg", rocket::toJpeg),
                            new Upload("cat-small.jpg", cat.resize(200, 133, Resampling.BICUBIC)::toJpeg)),
                    ClipTiny.encoder(),
                    ImageLimits.defaults());
            List<List<ImageItem>> alike = collection.nearDuplicates();
            assertEquals(1, alike.size());
            assertEquals(
                    Set.of("cat.png", "cat-small.jpg"),
                    Set.copyOf(alike.get(0).stream().map(ImageItem::name).toList()));
        }
    }

    @Test
    void aSecondWriterIsToldWhoWrites() {
        try (ImageCollection collection = create()) {
            assertEquals(0, collection.size());
            CollectionBusyException busy =
                    assertThrows(CollectionBusyException.class, () -> ImageCollection.open(home));
            assertTrue(
                    busy.getMessage()
                            .contains("process " + ProcessHandle.current().pid()),
                    busy.getMessage());
            try (ImageCollection reader = ImageCollection.openReadOnly(home)) {
                assertEquals(0, reader.size());
            }
        }
        ImageCollection.open(home).close();
    }

    @Test
    void aStoppedImportGoesOnWhereItWas() {
        try (ImageCollection collection = create()) {
            ImportReport stopped = new FolderImport(
                            collection,
                            ClipTiny.encoder(),
                            photos,
                            ImageLimits.defaults(),
                            progress -> progress.added() > 0 ? ImportListener.Wish.STOP : ImportListener.Wish.GO_ON)
                    .run();
            assertFalse(stopped.complete());
            int kept = collection.size();
            assertTrue(kept > 0);
            ImportReport rest = run(collection);
            assertEquals(24 - kept, rest.progress().added());
            assertEquals(24, collection.size());
        }
    }

    @Test
    void whatAFullDiskClosedIsOpenedAgainByWhoeverWritesNext() {
        try (ImageCollection collection = create()) {
            collection.reading(index -> {
                index.close();
                return true;
            });
            assertEquals(24, run(collection).progress().added());
            assertEquals(24, collection.size());
        }
    }

    @Test
    void aFolderThatVanishesTakesNothingWithIt() {
        try (ImageCollection collection = create()) {
            run(collection);
            FolderImport again =
                    new FolderImport(collection, ClipTiny.encoder(), photos, ImageLimits.defaults(), progress -> {
                        Folders.delete(photos);
                        return ImportListener.Wish.GO_ON;
                    });
            assertThrows(CollectionException.class, again::run);
            assertEquals(24, collection.size());
            CollectionException gone = assertThrows(CollectionException.class, () -> run(collection));
            assertTrue(gone.getMessage().contains("not there"), gone.getMessage());
        }
    }

    @Test
    void killedAtAnyMomentItHoldsEachPictureOnceAfterGoingOn() throws Exception {
        create().close();
        for (int i = 0; i < 3; i++) {
            Process child = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            ImportChild.class.getName(),
                            home.toString(),
                            photos.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(temp.resolve("child.log").toFile())
                    .start();
            child.waitFor(1_500 + 400L * i, TimeUnit.MILLISECONDS);
            child.destroyForcibly().waitFor();
            try (ImageCollection collection = ImageCollection.open(home)) {
                assertTrue(collection.size() <= 24);
            }
        }
        try (ImageCollection collection = ImageCollection.open(home)) {
            run(collection);
            assertEquals(24, collection.size());
            Set<String> names = new HashSet<>();
            collection.items(SearchFilter.NONE, 0, 100).forEach(item -> names.add(item.name()));
            assertEquals(24, names.size());
            assertEquals(
                    24,
                    search(collection, "accordion", SearchFilter.NONE, 30)
                            .items()
                            .size());
        }
    }

    @Test
    void wordsPicturesAndBothFindWhatTheyShould() {
        try (ImageCollection collection = create()) {
            run(collection);
            SearchResult accordion = search(collection, "an accordion", SearchFilter.NONE, 3);
            assertTrue(accordion.items().get(0).name().startsWith("accordion"), accordion.toString());
            assertEquals(24, accordion.total());
            String id = accordion.items().get(0).id();
            ImageSearch search = new ImageSearch(collection, ClipTiny.encoder());
            SearchResult like = search.search(new SearchRequest(
                    List.of(SearchTerm.item(id)), SearchFilter.NONE, 5, 0, SearchRequest.Order.RELEVANCE, null));
            assertEquals(id, like.items().get(0).id());
            assertEquals(1, like.items().get(0).similarity(), 1e-4);
            SearchResult second = search.search(new SearchRequest(
                    List.of(SearchTerm.item(id)), SearchFilter.NONE, 2, 1, SearchRequest.Order.RELEVANCE, null));
            assertEquals(like.items().get(2).id(), second.items().get(0).id());
            SearchResult less = search.search(new SearchRequest(
                    List.of(SearchTerm.text("an accordion"), SearchTerm.item(id).weighing(-1)),
                    SearchFilter.NONE,
                    24,
                    0,
                    SearchRequest.Order.RELEVANCE,
                    null));
            assertFalse(less.items().get(0).id().equals(id));
        }
    }

    @Test
    void filtersKeepOnlyWhatTheySay() {
        try (ImageCollection collection = create()) {
            run(collection);
            SearchFilter sub = new SearchFilter(null, null, null, "sub", null, null, null, null, null);
            assertEquals(12, search(collection, "a photo", sub, 50).total());
            SearchFilter absolute = new SearchFilter(
                    null, null, null, collection.roots().get(0) + "/sub/", null, null, null, null, null);
            assertEquals(12, collection.count(absolute));
            SearchFilter future =
                    new SearchFilter(LocalDate.now().plusYears(1), null, null, null, null, null, null, null, null);
            SearchResult none = search(collection, "a photo", future, 5);
            assertEquals(0, none.total());
            assertTrue(none.nothingRelevant());
            String id = collection.items(SearchFilter.NONE, 0, 1).get(0).id();
            collection.tag(id, List.of("Best of"));
            SearchFilter tagged = new SearchFilter(null, null, null, null, "best of", null, null, null, null);
            assertEquals(
                    id, search(collection, "a photo", tagged, 5).items().get(0).id());
            SearchFilter wide = new SearchFilter(null, null, null, null, null, 10_000, null, null, null);
            assertEquals(0, collection.count(wide));
        }
    }

    @Test
    void anotherModelMeansAnotherIndexWhichIsSwappedInWhenComplete() throws IOException {
        Path other = Files.createDirectories(temp.resolve("other-model"));
        for (String name : List.of("model.safetensors", "tokenizer.json", "tokenizer_config.json", "config.json")) {
            Files.copy(Shared.model("clip-tiny").resolve(name), other.resolve(name));
        }
        String settings = Files.readString(Shared.model("clip-tiny").resolve("preprocessor_config.json"));
        Files.writeString(
                other.resolve("preprocessor_config.json"), settings.replace("\"resample\": 3", "\"resample\": 2"));
        try (ImageCollection collection = create();
                Model model = Model.open(other, new ModelOptions(Device.CPU, Precision.FP32, 1));
                ClipEncoder encoder = new ClipEncoder(model)) {
            run(collection);
            assertThrows(CollectionException.class, () -> new ImageSearch(collection, encoder));
            assertFalse(new Reindex(
                            collection,
                            encoder,
                            progress -> progress.done() > 0 ? ImportListener.Wish.STOP : ImportListener.Wish.GO_ON)
                    .run());
            assertTrue(collection.matches(ClipTiny.encoder()));
            assertTrue(new Reindex(collection, encoder, ImportListener.NONE).run());
            assertTrue(collection.matches(encoder));
            assertEquals("other-model", collection.modelName());
            assertEquals(24, collection.size());
            assertEquals(
                    3,
                    new ImageSearch(collection, encoder)
                            .search(SearchRequest.text("an accordion", 3))
                            .items()
                            .size());
        }
        try (ImageCollection collection = ImageCollection.open(home)) {
            assertEquals(24, collection.size());
        }
    }

    @Test
    void aWatchedFolderTellsOfChanges() throws Exception {
        CountDownLatch changed = new CountDownLatch(1);
        try (FolderWatch watch = new FolderWatch(photos, 100, changed::countDown)) {
            Files.copy(first(photos), photos.resolve("sub").resolve("new.jpg"));
            assertTrue(changed.await(20, TimeUnit.SECONDS), watch.toString());
        }
    }

    private ImageCollection create() {
        return ImageCollection.create(home, "photos", ClipTiny.encoder());
    }

    private ImportReport run(ImageCollection collection) {
        return new FolderImport(collection, ClipTiny.encoder(), photos, ImageLimits.defaults(), ImportListener.NONE)
                .run();
    }

    private static SearchResult search(ImageCollection collection, String text, SearchFilter filter, int limit) {
        return new ImageSearch(collection, ClipTiny.encoder())
                .search(new SearchRequest(
                        List.of(SearchTerm.text(text)), filter, limit, 0, SearchRequest.Order.RELEVANCE, null));
    }

    private static Path first(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile).sorted().findFirst().orElseThrow();
        }
    }
}
