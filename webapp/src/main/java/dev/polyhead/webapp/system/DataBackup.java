package dev.polyhead.webapp.system;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.Enumeration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * A data folder as one zip file, written and read while no server uses it. What can be had again is left out: uploads on
 * their way in, unpacked native libraries, and models of the hub.
 */
public final class DataBackup {
    private static final String VERSION = "version";
    private static final String DATABASE = "database";
    private static final Set<String> LEFT_OUT = Set.of("temporary", "tmp", "native", "huggingface");

    private DataBackup() {}

    /**
     * Writes a backup, whole or not at all.
     *
     * @param data the data folder
     * @param zip must not lie inside it
     * @return how many files it holds
     * @throws IOException if the folder is none, is in use, or cannot be read, or the file cannot be written
     */
    public static int write(Path data, Path zip) throws IOException {
        Path root = data.toAbsolutePath().normalize();
        Path target = zip.toAbsolutePath().normalize();
        if (!Files.isRegularFile(root.resolve(VERSION))) {
            throw new IOException("'%s' is no data folder of the suite: it has no file '%s'. Name it with --data-dir."
                    .formatted(root, VERSION));
        }
        if (target.startsWith(root)) {
            throw new IOException("'%s' lies inside the data folder. Write the backup elsewhere.".formatted(target));
        }
        Path fresh = target.resolveSibling(target.getFileName() + ".part");
        try (Claim claim = Claim.of(root)) {
            int count = 0;
            try (ZipOutputStream out = new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(fresh)))) {
                out.setLevel(Deflater.BEST_SPEED);
                for (Path file : claim.files()) {
                    out.putNextEntry(
                            new ZipEntry(root.relativize(file).toString().replace('\\', '/')));
                    Files.copy(file, out);
                    out.closeEntry();
                    count++;
                }
            }
            Files.move(fresh, target, StandardCopyOption.REPLACE_EXISTING);
            return count;
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    /**
     * Unpacks a backup, whole or not at all.
     *
     * @param data must be absent or empty
     * @return how many files it held
     * @throws IOException if the file is no backup, is of a newer program or leads out of the folder, or the folder holds
     *     something
     */
    public static int restore(Path zip, Path data) throws IOException {
        Path root = data.toAbsolutePath().normalize();
        if (Files.exists(root) && !isEmpty(root)) {
            throw new IOException(
                    "'%s' is not empty. Move it away, or restore into another folder with --data-dir.".formatted(root));
        }
        Path parent = root.getParent();
        if (parent == null) {
            throw new IOException("A backup cannot be restored into '%s'.".formatted(root));
        }
        Files.createDirectories(parent);
        Path fresh = Files.createTempDirectory(parent, root.getFileName() + ".restoring");
        try (ZipFile archive = new ZipFile(zip.toFile())) {
            checkVersion(archive, zip);
            int count = 0;
            for (Enumeration<? extends ZipEntry> entries = archive.entries(); entries.hasMoreElements(); count++) {
                unpack(archive, entries.nextElement(), fresh);
            }
            Files.deleteIfExists(root);
            Files.move(fresh, root);
            return count;
        } catch (ZipException e) {
            throw new IOException("'%s' is no zip file that can be read: %s.".formatted(zip, e.getMessage()), e);
        } finally {
            DataFolder.delete(fresh);
        }
    }

    private static void unpack(ZipFile archive, ZipEntry entry, Path folder) throws IOException {
        Path file = folder.resolve(entry.getName()).normalize();
        if (!file.startsWith(folder) || entry.isDirectory()) {
            throw new IOException("The backup holds an entry '%s', which is no file inside its folder. It is refused."
                    .formatted(entry.getName().replaceAll("\\p{Cntrl}", "?")));
        }
        Files.createDirectories(file.resolveSibling(""));
        try (InputStream in = archive.getInputStream(entry)) {
            Files.copy(in, file);
        }
    }

    private static void checkVersion(ZipFile archive, Path zip) throws IOException {
        ZipEntry version = archive.getEntry(VERSION);
        if (version == null) {
            throw new IOException("'%s' is no backup of the suite: it holds no file '%s'.".formatted(zip, VERSION));
        }
        try (InputStream in = archive.getInputStream(version)) {
            String text = new String(in.readNBytes(16), java.nio.charset.StandardCharsets.UTF_8).strip();
            if (!text.matches("\\d{1,9}") || Integer.parseInt(text) > DataFolder.VERSION) {
                throw new IOException(
                        "'%s' is of version '%s', and this program knows up to %d. Restore it with the newer program."
                                .formatted(zip, text, DataFolder.VERSION));
            }
        }
    }

    private static boolean isEmpty(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (Stream<Path> inside = Files.list(folder)) {
            return inside.findAny().isEmpty();
        }
    }

    /**
     * The right to a data folder, for as long as it is read: the lock that H2 would take.
     *
     * @param root the folder
     * @param channel of the database's file
     */
    private record Claim(Path root, FileChannel channel) implements AutoCloseable {
        static Claim of(Path root) throws IOException {
            Path database = root.resolve(DATABASE).resolve("polyhead.mv.db");
            FileChannel channel = Files.exists(database)
                    ? FileChannel.open(database, StandardOpenOption.READ, StandardOpenOption.WRITE)
                    : FileChannel.open(root.resolve(VERSION), StandardOpenOption.READ, StandardOpenOption.WRITE);
            try {
                FileLock lock = channel.tryLock();
                if (lock != null) {
                    return new Claim(root, channel);
                }
            } catch (OverlappingFileLockException e) {
                // held within this very process
            }
            channel.close();
            throw new IOException("A server is using '%s'. Stop it first.".formatted(root));
        }

        /** The locked file comes last: reading it gives the lock up, as POSIX has it. */
        List<Path> files() throws IOException {
            try (Stream<Path> all = Files.walk(root)) {
                return all.filter(Files::isRegularFile)
                        .filter(file -> !LEFT_OUT.contains(part(file)))
                        .sorted(Comparator.comparing((Path file) -> part(file).equals(DATABASE))
                                .thenComparing(Comparator.naturalOrder()))
                        .toList();
            }
        }

        private String part(Path file) {
            return root.relativize(file).getName(0).toString();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
