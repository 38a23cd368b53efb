package dev.polyhead.core.hub;

import dev.polyhead.core.checkpoint.CheckpointException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where models are looked for, first found first: folders named on the command line, {@code POLYHEAD_MODELS}, imported
 * models, the {@code models} folder that ships with the product, and the Hugging Face cache. What a user already has is
 * found; nothing is downloaded twice.
 *
 * @param roots folders that are a model, or hold models as {@code name} or {@code owner/name}
 * @param cache the Hugging Face cache
 */
public record ModelFolders(List<Path> roots, HubCache cache) {
    private static final String SHIPPED = "models";

    public ModelFolders {
        roots = List.copyOf(roots);
    }

    /**
     * The places of this process.
     *
     * @param given folders named by the user
     */
    public static ModelFolders standard(List<Path> given) {
        return standard(given, System.getenv());
    }

    /**
     * The places of this process under other variables.
     *
     * @param given folders named by the user
     * @param environment in place of the process's
     */
    public static ModelFolders standard(List<Path> given, Map<String, String> environment) {
        return of(given, environment, Path.of(System.getProperty("user.home")), programFolders());
    }

    /**
     * The places by rule.
     *
     * @param given folders named by the user
     * @param environment variables
     * @param home the user's home folder
     * @param near folders beside or above which the shipped models lie
     */
    public static ModelFolders of(List<Path> given, Map<String, String> environment, Path home, List<Path> near) {
        Set<Path> roots = new LinkedHashSet<>(given);
        for (String folder : environment.getOrDefault("POLYHEAD_MODELS", "").split(java.io.File.pathSeparator)) {
            if (!folder.isBlank()) {
                roots.add(Path.of(folder.strip()));
            }
        }
        roots.add(dataFolder(environment, home).resolve(SHIPPED));
        near.forEach(folder -> shippedNear(folder).ifPresent(roots::add));
        return new ModelFolders(List.copyOf(roots), HubCache.of(environment, home));
    }

    /** Where the suite keeps what it makes: {@code POLYHEAD_DATA_DIR}, else {@code ~/.polyhead}. */
    public static Path dataFolder(Map<String, String> environment, Path home) {
        String own = environment.getOrDefault("POLYHEAD_DATA_DIR", "");
        return own.isBlank() ? home.resolve(".polyhead") : Path.of(own);
    }

    /** The working directory and the folders of the jar or classes this process runs from. */
    private static List<Path> programFolders() {
        List<Path> folders = new ArrayList<>();
        folders.add(Path.of("").toAbsolutePath());
        for (String entry : System.getProperty("java.class.path", "").split(java.io.File.pathSeparator)) {
            if (!entry.isBlank()) {
                Path path = Path.of(entry).toAbsolutePath();
                folders.add(Files.isDirectory(path) || path.getParent() == null ? path : path.getParent());
            }
        }
        return folders;
    }

    private static Optional<Path> shippedNear(Path folder) {
        for (Path at = folder; at != null; at = at.getParent()) {
            if (Files.isRegularFile(at.resolve(SHIPPED).resolve(Catalogue.FILE))) {
                return Optional.of(at.resolve(SHIPPED));
            }
        }
        return Optional.empty();
    }

    /** The first catalogue beside models. */
    public Optional<Path> catalogue() {
        return roots.stream()
                .map(root -> root.resolve(Catalogue.FILE))
                .filter(Files::isRegularFile)
                .findFirst();
    }

    /**
     * Finds a model.
     *
     * @param revision branch, tag or commit of the hub; null for any
     */
    public Optional<Path> find(ModelId id, @Nullable String revision) {
        if (revision == null) {
            for (Path root : roots) {
                if (isModel(root.resolve(id.text()))) {
                    return Optional.of(root.resolve(id.text()));
                }
                if (isModel(root) && id.text().equals(String.valueOf(root.getFileName()))) {
                    return Optional.of(root);
                }
            }
        }
        return cache.snapshot(id, revision).filter(ModelFolders::isModel);
    }

    /** Everything that can be found, by id. */
    public Map<ModelId, Path> all() {
        Map<ModelId, Path> found = new LinkedHashMap<>();
        for (Path root : roots) {
            if (isModel(root)) {
                add(found, String.valueOf(root.getFileName()), root);
            }
            for (Path child : children(root)) {
                String name = child.getFileName().toString();
                if (isModel(child)) {
                    add(found, name, child);
                } else {
                    children(child).stream()
                            .filter(ModelFolders::isModel)
                            .forEach(model -> add(found, name + "/" + model.getFileName(), model));
                }
            }
        }
        for (ModelId id : cache.models()) {
            cache.snapshot(id, null).filter(ModelFolders::isModel).ifPresent(folder -> found.putIfAbsent(id, folder));
        }
        return found;
    }

    private static void add(Map<ModelId, Path> found, String name, Path folder) {
        if (ModelId.isOne(name)) {
            found.putIfAbsent(new ModelId(name), folder);
        }
    }

    private static List<Path> children(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> children = Files.list(folder)) {
            return children.filter(Files::isDirectory).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException("'%s' cannot be listed.".formatted(folder), e);
        }
    }

    /**
     * Whether a folder is a model that is all there: a config with weights, every shard its index names, or an ONNX file.
     */
    public static boolean isModel(Path folder) {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        if (Files.exists(folder.resolve("config.json"))) {
            Path index = folder.resolve("model.safetensors.index.json");
            return Files.exists(index) ? hasShards(folder, index) : Files.exists(folder.resolve("model.safetensors"));
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.anyMatch(file -> file.getFileName().toString().endsWith(".onnx"));
        } catch (IOException e) {
            throw new UncheckedIOException("'%s' cannot be listed.".formatted(folder), e);
        }
    }

    private static boolean hasShards(Path folder, Path index) {
        try {
            return ShardIndex.read(index).files().stream().allMatch(file -> Files.exists(folder.resolve(file)));
        } catch (CheckpointException e) {
            return true; // whoever opens it hears what is wrong
        }
    }
}
