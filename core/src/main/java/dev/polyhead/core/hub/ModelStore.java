package dev.polyhead.core.hub;

import dev.polyhead.core.checkpoint.Checkpoint;
import dev.polyhead.core.checkpoint.CheckpointException;
import dev.polyhead.core.checkpoint.Nearest;
import dev.polyhead.core.generation.Cancellation;
import dev.polyhead.core.model.Families;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The models of this machine: pulled, carried in and out, checked and removed. What is learnt of a model is recorded in
 * the data folder's catalogue. May be used by several threads.
 */
public final class ModelStore {
    private final ModelFolders folders;
    private final HubClient hub;
    private final Path data;
    private final Supplier<Set<String>> families;
    private volatile Catalogue catalogue;

    /**
     * The store of this process: the standard folders, the hub and the data folder of the environment.
     *
     * @param given folders named by the user
     * @param environment variables
     */
    public static ModelStore standard(List<Path> given, Map<String, String> environment) {
        Path home = Path.of(System.getProperty("user.home"));
        return new ModelStore(
                ModelFolders.standard(given, environment),
                new HubClient(HubSettings.of(environment, home)),
                ModelFolders.dataFolder(environment, home),
                Families::modelTypes);
    }

    /**
     * A store.
     *
     * @param data the suite's data folder, for imported models and what is recorded
     * @param families the {@code model_type}s that can be run
     */
    public ModelStore(ModelFolders folders, HubClient hub, Path data, Supplier<Set<String>> families) {
        this.folders = folders;
        this.hub = hub;
        this.data = data;
        this.families = families;
        this.catalogue = Catalogue.load(folders, recorded());
    }

    private Path recorded() {
        return data.resolve(Catalogue.FILE);
    }

    /** Where imported models lie. */
    private Path imported() {
        return data.resolve("models");
    }

    /** What is known of models now; another process may have recorded more since this one last looked. */
    public Catalogue catalogue() {
        return catalogue;
    }

    /** Looks again at what was recorded, for instance by the command line beside a running server. */
    public void refresh() {
        catalogue = Catalogue.load(folders, recorded());
    }

    public ModelFolders folders() {
        return folders;
    }

    public HubClient hub() {
        return hub;
    }

    /**
     * Finds a model on this machine.
     *
     * @throws UnknownModelException if it is not there
     */
    public Catalogue.Located locate(String idOrAlias) {
        return catalogue.locate(idOrAlias, folders);
    }

    /** What is known of a model on this machine: its entry, or what its folder says of itself. */
    public CatalogueEntry describe(Catalogue.Located model) {
        return model.entry() == null ? UnlistedModel.entry(model.id(), model.folder()) : model.entry();
    }

    /**
     * Pulls a model of the hub and records it.
     *
     * @param idOrAlias a repository, or a name that the catalogue knows for one
     * @param revision branch, tag or commit; null for {@code main}
     */
    public CatalogueEntry pull(
            String idOrAlias, @Nullable String revision, Consumer<PullProgress> progress, Cancellation cancellation) {
        Pulled pulled = hub.pull(hubId(idOrAlias), revision, progress, cancellation);
        CatalogueEntry entry = pulled.entry(catalogue);
        record(entry);
        return entry;
    }

    /** The repository a name stands for. */
    public ModelId hubId(String idOrAlias) {
        return catalogue
                .find(idOrAlias)
                .map(entry -> {
                    if (entry.source().hub() == null) {
                        throw new StoreException(
                                "'%s' ships with the product; there is nothing to pull.".formatted(entry.id()));
                    }
                    return new ModelId(entry.source().hub());
                })
                .orElseGet(() -> new ModelId(idOrAlias));
    }

    private synchronized void record(CatalogueEntry entry) {
        Catalogue own = Files.isRegularFile(recorded()) ? Catalogue.read(recorded()) : Catalogue.of(List.of());
        write(own.with(entry));
    }

    private synchronized void forget(String id) {
        if (Files.isRegularFile(recorded())) {
            write(Catalogue.read(recorded()).without(id));
        }
    }

    private void write(Catalogue own) {
        try {
            own.write(recorded());
            catalogue = Catalogue.load(folders, recorded());
        } catch (IOException e) {
            throw new UncheckedIOException("'%s' cannot be written.".formatted(recorded()), e);
        }
    }

    /**
     * Copies a model in from a folder or a zip file, checks it and records it.
     *
     * @param source what somebody carried here
     * @param as what to call it; null for what it calls itself, or the name of the folder or file
     * @throws StoreException if it is no model, is damaged, cannot be run, or there is one of that name
     */
    public CatalogueEntry importFrom(Path source, @Nullable ModelId as) {
        try {
            Files.createDirectories(imported());
            Path staged = Files.createTempDirectory(imported(), ".incoming-");
            try {
                if (Files.isDirectory(source)) {
                    for (String name : CarriedFiles.in(source)) {
                        Files.createDirectories(staged.resolve(name).resolveSibling(""));
                        Files.copy(source.resolve(name), staged.resolve(name));
                    }
                } else if (Files.isRegularFile(source)) {
                    ModelArchive.unpack(
                            source, staged, Files.getFileStore(staged).getUsableSpace());
                } else {
                    throw new StoreException("There is no folder or zip file '%s'.".formatted(source));
                }
                return admit(staged, source, as);
            } finally {
                delete(staged);
            }
        } catch (IOException e) {
            throw new StoreException("'%s' cannot be imported: %s".formatted(source, e.getMessage()), e);
        }
    }

    private CatalogueEntry admit(Path staged, Path source, @Nullable ModelId as) throws IOException {
        Manifest manifest = null;
        Path note = staged.resolve(Manifest.NAME);
        if (Files.exists(note)) {
            manifest = Manifest.read(Files.readString(note));
            Files.delete(note);
        }
        String family = family(staged);
        List<ModelFile> files = files(staged);
        if (manifest != null) {
            requireEqual(manifest.files(), files);
        }
        ModelId id = as != null ? as : new ModelId(manifest != null ? manifest.id() : nameOf(source));
        Path place = imported().resolve(id.text());
        if (Files.exists(place)
                || catalogue
                        .find(id.text())
                        .filter(known -> known.source().hub() == null)
                        .isPresent()) {
            throw new StoreException(
                    "There is a model '%s' already. Remove it first, or import under another name.".formatted(id));
        }
        Files.createDirectories(place.resolveSibling(""));
        Files.move(staged, place, StandardCopyOption.ATOMIC_MOVE);
        CatalogueEntry known = manifest == null ? null : manifest.entry();
        CatalogueEntry entry = new CatalogueEntry(
                id.text(),
                known == null ? null : known.description(),
                family,
                known == null ? UnlistedModel.task(place) : known.task(),
                new CatalogueEntry.Source(id.text(), null, null),
                known == null ? null : known.licence(),
                known == null ? List.of() : known.languages(),
                List.of(),
                true,
                files.stream().mapToLong(ModelFile::size).sum(),
                files);
        record(entry);
        return entry;
    }

    private String family(Path folder) {
        if (!ModelFolders.isModel(folder)) {
            throw new StoreException(
                    "There is no model in it: config.json and model.safetensors (or all its shards) are needed.");
        }
        if (!Files.exists(folder.resolve("config.json"))) {
            throw new StoreException(
                    "An ONNX file alone does not say what it is for; only folders with config.json are imported.");
        }
        try {
            String family = Checkpoint.open(folder).config().text("model_type");
            if (!families.get().contains(family)) {
                throw new StoreException("Its model_type \"%s\" is not supported. Nearest of the supported: %s."
                        .formatted(family, Nearest.to(family, families.get())));
            }
            return family;
        } catch (CheckpointException e) {
            throw new StoreException(String.valueOf(e.getMessage()), e);
        }
    }

    private static void requireEqual(List<ModelFile> announced, List<ModelFile> found) {
        Map<String, ModelFile> byName = new LinkedHashMap<>();
        found.forEach(file -> byName.put(file.name(), file));
        for (ModelFile file : announced) {
            if (!file.equals(byName.get(file.name()))) {
                throw new StoreException(
                        "'%s' is not what the archive's manifest says: it was damaged on the way. Export it again."
                                .formatted(file.name()));
            }
        }
    }

    private static String nameOf(Path source) {
        Path last = source.toAbsolutePath().normalize().getFileName();
        String name = String.valueOf(last)
                .replaceFirst("\\.zip$", "")
                .replaceAll("[^A-Za-z0-9._]+", "-")
                .replaceAll("^[^A-Za-z0-9]+|[^A-Za-z0-9_]+$", "");
        if (!ModelId.isOne(name)) {
            throw new StoreException("'%s' is no name for a model. Give one.".formatted(name));
        }
        return name;
    }

    private static List<ModelFile> files(Path folder) throws IOException {
        List<ModelFile> files = new ArrayList<>();
        for (String name : CarriedFiles.in(folder)) {
            Path file = folder.resolve(name);
            files.add(new ModelFile(name, Files.size(file), Hashes.sha256(file)));
        }
        return files;
    }

    /**
     * Writes a model into a zip file that {@link #importFrom} reads.
     *
     * @throws UnknownModelException if it is not on this machine
     */
    public void export(String idOrAlias, Path zip) {
        Catalogue.Located model = locate(idOrAlias);
        try {
            ModelArchive.write(model.folder(), new Manifest(model.id(), model.entry(), files(model.folder())), zip);
        } catch (IOException e) {
            throw new StoreException("'%s' cannot be written: %s".formatted(zip, e.getMessage()), e);
        }
    }

    /**
     * Compares every file of a model with the sizes and hashes that are known.
     *
     * @throws UnknownModelException if it is not on this machine
     */
    public List<FileCheck> verify(String idOrAlias) {
        Catalogue.Located model = locate(idOrAlias);
        List<ModelFile> known =
                model.entry() == null ? List.of() : model.entry().files();
        try {
            Map<String, FileCheck> checks = new LinkedHashMap<>();
            for (ModelFile file : known) {
                checks.put(
                        file.name(),
                        new FileCheck(file.name(), state(model.folder().resolve(file.name()), file)));
            }
            for (String name : CarriedFiles.in(model.folder())) {
                checks.computeIfAbsent(
                        name, n -> new FileCheck(n, stateByBlob(model.folder().resolve(n))));
            }
            return List.copyOf(checks.values());
        } catch (IOException e) {
            throw new StoreException("'%s' cannot be read: %s".formatted(model.folder(), e.getMessage()), e);
        }
    }

    private static FileCheck.State state(Path file, ModelFile known) throws IOException {
        if (!Files.exists(file)) {
            return FileCheck.State.MISSING;
        }
        if (Files.size(file) != known.size()) {
            return FileCheck.State.DAMAGED;
        }
        if (known.sha256() == null) {
            return FileCheck.State.UNKNOWN;
        }
        return Hashes.sha256(file).equals(known.sha256()) ? FileCheck.State.INTACT : FileCheck.State.DAMAGED;
    }

    /** A file of a hub cache is called by its hash. */
    private static FileCheck.State stateByBlob(Path file) {
        try {
            String name = String.valueOf(file.toRealPath().getFileName());
            if (!Files.isSymbolicLink(file) || !name.matches("[0-9a-f]{40}|[0-9a-f]{64}")) {
                return FileCheck.State.UNKNOWN;
            }
            String hash = name.length() == 64 ? Hashes.sha256(file) : Hashes.git(file, false);
            return hash.equals(name) ? FileCheck.State.INTACT : FileCheck.State.DAMAGED;
        } catch (IOException e) {
            throw new UncheckedIOException("'%s' cannot be read.".formatted(file), e);
        }
    }

    /**
     * Compares a model's answers with reference vectors beside it, or int8 with single precision, and keeps the result.
     *
     * @throws UnknownModelException if it is not on this machine
     */
    public ParityCard checkParity(String idOrAlias) {
        Catalogue.Located model = locate(idOrAlias);
        String released = ModelStore.class.getPackage().getImplementationVersion();
        ParityCard card =
                ParityCheck.of(model.id(), model.folder(), released == null ? "from its source tree" : released);
        try {
            card.write(cards());
        } catch (IOException e) {
            throw new StoreException("The card of '%s' cannot be kept: %s".formatted(model.id(), e.getMessage()), e);
        }
        return card;
    }

    /** The card of a model whose answers were compared before. */
    public Optional<ParityCard> card(String idOrAlias) {
        String id = catalogue.find(idOrAlias).map(CatalogueEntry::id).orElse(idOrAlias);
        return ModelId.isOne(id) ? ParityCard.read(cards(), new ModelId(id)) : Optional.empty();
    }

    private Path cards() {
        return data.resolve("checks");
    }

    /** Whether {@link #remove} would delete a model: it was pulled or imported. */
    public boolean isRemovable(Catalogue.Located model) {
        return own(model).isPresent();
    }

    private Optional<Path> own(Catalogue.Located model) {
        if (model.folder().startsWith(folders.cache().folder())) {
            return Optional.of(model.folder().resolve("../..").normalize());
        }
        return model.folder().startsWith(imported()) ? Optional.of(model.folder()) : Optional.empty();
    }

    /**
     * Deletes a model that was pulled or imported, or what an unfinished pull left. Models that ship, and those in
     * folders of the user, are not the suite's to delete.
     *
     * @return bytes that the disk has back
     * @throws UnknownModelException if it is not on this machine
     * @throws StoreException if it is not the suite's
     */
    public long remove(String idOrAlias) {
        Optional<Path> unfinished = unfinished(idOrAlias);
        if (unfinished.isPresent()) {
            try {
                return delete(unfinished.get());
            } catch (IOException e) {
                throw new StoreException("'%s' cannot be deleted: %s".formatted(unfinished.get(), e.getMessage()), e);
            }
        }
        Catalogue.Located model = locate(idOrAlias);
        Path own = own(model)
                .orElseThrow(() -> new StoreException(
                        "'%s' lies in '%s', which is not the suite's to delete. Delete the folder yourself."
                                .formatted(model.id(), model.folder())));
        try {
            long bytes = delete(own);
            Files.deleteIfExists(ParityCard.fileOf(cards(), new ModelId(model.id())));
            forget(model.id());
            return bytes;
        } catch (IOException e) {
            throw new StoreException("'%s' cannot be deleted: %s".formatted(own, e.getMessage()), e);
        }
    }

    /** Where a pull that did not end keeps what has come, if no revision of the model is whole. */
    private Optional<Path> unfinished(String idOrAlias) {
        String name = catalogue
                .find(idOrAlias)
                .map(entry -> entry.source().hub())
                .orElse(catalogue.find(idOrAlias).isPresent() ? null : idOrAlias);
        if (name == null
                || !ModelId.isOne(name)
                || folders.find(new ModelId(name), null).isPresent()) {
            return Optional.empty();
        }
        return Optional.of(folders.cache().of(new ModelId(name))).filter(Files::isDirectory);
    }

    /** Deletes a folder with everything in it; a link goes, what it leads to stays. */
    private static long delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return 0;
        }
        long[] bytes = {0};
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                bytes[0] += attributes.isRegularFile() ? attributes.size() : 0;
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
                    throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
        return bytes[0];
    }
}
