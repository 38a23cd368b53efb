package dev.polyhead.clip;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The files below a folder that may be pictures, told by their names' endings. Hidden files are left out, and so are links
 * that lead out of the folder.
 */
final class FolderScan extends SimpleFileVisitor<Path> {
    private static final Set<String> ENDINGS = Set.of(
            "jpg", "jpeg", "jpe", "jfif", "png", "gif", "webp", "tif", "tiff", "bmp", "dib", "psd", "ico", "cur",
            "icns", "pbm", "pgm", "ppm", "pnm", "pam", "tga", "hdr", "pcx", "avif", "heic", "heif", "jp2", "j2k");

    private final Path root;
    private final List<ItemFile> files = new ArrayList<>();
    private final Set<String> unreadable = new HashSet<>();

    private FolderScan(Path root) {
        this.root = root;
    }

    /** @param root a real path */
    static FolderScan of(Path root) throws IOException {
        FolderScan scan = new FolderScan(root);
        Files.walkFileTree(root, scan);
        return scan;
    }

    List<ItemFile> files() {
        return files;
    }

    /** Whether a file stood below a folder that could not be read: nothing is known about it. */
    boolean isUnknown(String path) {
        return unreadable.stream().anyMatch(folder -> path.startsWith(folder));
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
        return !folder.equals(root) && isHidden(folder) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
        if (isHidden(file) || !ENDINGS.contains(ending(file))) {
            return FileVisitResult.CONTINUE;
        }
        BasicFileAttributes real = attributes;
        if (attributes.isSymbolicLink()) {
            if (!Files.exists(file) || !file.toRealPath().startsWith(root)) {
                return FileVisitResult.CONTINUE;
            }
            real = Files.readAttributes(file, BasicFileAttributes.class);
        }
        if (real.isRegularFile()) {
            files.add(new ItemFile(
                    root.toString(),
                    relative(file),
                    real.size(),
                    real.lastModifiedTime().toMillis()));
        }
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path path, IOException e) {
        unreadable.add(relative(path));
        return FileVisitResult.CONTINUE;
    }

    private String relative(Path path) {
        return root.relativize(path).toString().replace('\\', '/');
    }

    private static boolean isHidden(Path path) {
        Path name = path.getFileName();
        return name != null && name.toString().startsWith(".");
    }

    private static String ending(Path path) {
        String name = path.getFileName().toString();
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }
}
