package dev.polyhead.core.hub;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Which files of a folder belong to a model and may be carried around: nothing that can execute. */
final class CarriedFiles {
    private static final Set<String> KINDS =
            Set.of("safetensors", "json", "txt", "model", "spm", "md", "jinja", "onnx", "yaml", "codes");
    private static final Set<String> NAMES = Set.of("LICENSE", "LICENCE", "NOTICE");
    private static final int MOST = 10_000;

    private CarriedFiles() {}

    /**
     * Whether a file is carried.
     *
     * @param name path inside the model, with {@code /}
     */
    static boolean carries(String name) {
        String last = name.substring(name.lastIndexOf('/') + 1);
        int dot = last.lastIndexOf('.');
        return !last.startsWith(".")
                && (NAMES.contains(last)
                        || dot > 0 && KINDS.contains(last.substring(dot + 1).toLowerCase(Locale.ROOT)));
    }

    /**
     * Whether a name stays inside the folder it is resolved in.
     *
     * @param name as it stands in an archive
     */
    static boolean staysInside(String name) {
        return !name.isEmpty()
                && name.length() < 1000
                && !name.startsWith("/")
                && name.indexOf('\\') < 0
                && name.indexOf(':') < 0
                && name.chars().noneMatch(Character::isISOControl)
                && !("/" + name + "/").matches(".*/\\.{0,2}/.*");
    }

    /**
     * The files of a folder that are carried, by their names. A link is followed within the folder, and from a hub
     * cache's snapshot to its blobs; any other is refused.
     *
     * @throws StoreException if there are too many, or a link leads elsewhere
     */
    static List<String> in(Path folder) throws IOException {
        Path root = folder.toRealPath();
        List<String> names = new ArrayList<>();
        Files.walkFileTree(root, Set.of(), 4, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                boolean hidden = !directory.equals(root)
                        && directory.getFileName().toString().startsWith(".");
                return hidden ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                String name = root.relativize(file).toString().replace('\\', '/');
                if (carries(name) && Files.isRegularFile(file)) {
                    requireInside(root, file);
                    names.add(name);
                }
                if (names.size() > MOST) {
                    throw new StoreException("'%s' holds more than %d files. Is it a model?".formatted(folder, MOST));
                }
                return FileVisitResult.CONTINUE;
            }
        });
        names.sort(null);
        return names;
    }

    private static void requireInside(Path root, Path file) throws IOException {
        Path real = file.toRealPath();
        Path snapshots = root.getParent();
        boolean blob = snapshots != null
                && snapshots.endsWith("snapshots")
                && real.startsWith(snapshots.resolveSibling("blobs"));
        if (!real.startsWith(root) && !blob) {
            throw new StoreException(
                    "'%s' is a link out of the model's folder, to '%s'. Copy the file there.".formatted(file, real));
        }
    }
}
