package dev.polyhead.core.hub;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.Set;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** A model as one zip file, for carrying on a disk. */
final class ModelArchive {
    private static final int MOST_ENTRIES = 10_000;
    /** Weights hardly shrink in a zip, texts do; together they never grow like this. */
    private static final int LARGEST_GROWTH = 30;

    private static final long ALWAYS_ALLOWED = 64L << 20;

    private ModelArchive() {}

    /**
     * Writes an archive, whole or not at all.
     *
     * @param folder the model's; links are followed
     */
    static void write(Path folder, Manifest manifest, Path zip) throws IOException {
        Path fresh = zip.resolveSibling(zip.getFileName() + ".part");
        try {
            try (OutputStream file = new BufferedOutputStream(Files.newOutputStream(fresh), 1 << 16);
                    ZipOutputStream out = new ZipOutputStream(file)) {
                out.setLevel(Deflater.NO_COMPRESSION); // weights do not shrink
                out.putNextEntry(new ZipEntry(Manifest.NAME));
                out.write(manifest.text().getBytes(StandardCharsets.UTF_8));
                out.closeEntry();
                for (ModelFile entry : manifest.files()) {
                    out.putNextEntry(new ZipEntry(entry.name()));
                    Files.copy(folder.resolve(entry.name()), out);
                    out.closeEntry();
                }
            }
            Files.move(fresh, zip, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    /**
     * Unpacks an archive: only files that belong to a model, from the folder where its config lies.
     *
     * @param room most bytes that may be written
     * @throws StoreException if it is no zip file, leads out of the folder, or swells beyond all measure
     */
    static void unpack(Path zip, Path folder, long room) throws IOException {
        try (ZipFile archive = new ZipFile(zip.toFile())) {
            if (archive.size() > MOST_ENTRIES) {
                throw new StoreException(
                        "'%s' holds more than %d files. Is it a model?".formatted(zip.getFileName(), MOST_ENTRIES));
            }
            String root = root(archive);
            long allowed = Math.min(room, ALWAYS_ALLOWED + LARGEST_GROWTH * Files.size(zip));
            Set<String> seen = new HashSet<>();
            for (Enumeration<? extends ZipEntry> entries = archive.entries(); entries.hasMoreElements(); ) {
                ZipEntry entry = entries.nextElement();
                String name = entry.getName();
                if (!CarriedFiles.staysInside(entry.isDirectory() ? name.substring(0, name.length() - 1) : name)) {
                    throw new StoreException("'%s' holds an entry '%s', which leads out of its folder. It is refused."
                            .formatted(zip.getFileName(), name.replaceAll("\\p{Cntrl}", "?")));
                }
                if (entry.isDirectory() || !name.startsWith(root)) {
                    continue;
                }
                String inside = name.substring(root.length());
                if (CarriedFiles.carries(inside)) {
                    if (!seen.add(inside)) {
                        throw new StoreException(
                                "'%s' holds '%s' twice. It is refused.".formatted(zip.getFileName(), name));
                    }
                    allowed -= copy(archive, entry, folder.resolve(inside), allowed);
                }
            }
        } catch (ZipException e) {
            throw new StoreException(
                    "'%s' is no zip file that can be read: %s".formatted(zip.getFileName(), e.getMessage()), e);
        }
    }

    /** The folder of the archive that the model lies in: where the least deep config or graph is. */
    private static String root(ZipFile archive) {
        return archive.stream()
                .map(ZipEntry::getName)
                .filter(name -> name.equals("config.json") || name.endsWith("/config.json"))
                .map(name -> name.substring(0, name.length() - "config.json".length()))
                .min((a, b) -> Integer.compare(depth(a), depth(b)))
                .orElse("");
    }

    private static int depth(String name) {
        return (int) name.chars().filter(c -> c == '/').count();
    }

    private static long copy(ZipFile archive, ZipEntry entry, Path to, long allowed) throws IOException {
        Files.createDirectories(to.resolveSibling(""));
        long written = 0;
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = archive.getInputStream(entry);
                OutputStream out = Files.newOutputStream(to)) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                written += count;
                if (written > allowed) {
                    throw new StoreException(
                            "The archive swells to more than is plausible or the disk can hold, at '%s'. It is refused."
                                    .formatted(entry.getName().replaceAll("\\p{Cntrl}", "?")));
                }
                out.write(buffer, 0, count);
            }
        }
        return written;
    }
}
