package dev.polyhead.clip;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The collections of a data folder, by name; each is opened once and shared. */
public final class ImageCollections implements AutoCloseable {
    private static final String NAME = "[\\p{L}\\p{N}][\\p{L}\\p{N} ._-]{0,63}";

    private final Path root;
    private final Map<String, ImageCollection> open = new TreeMap<>();

    /** Collections below this folder, which is made when the first is. */
    public ImageCollections(Path root) {
        this.root = root;
    }

    /** Names of all collections, in order. */
    public synchronized List<String> names() {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(root)) {
            return folders.filter(ImageCollection::exists)
                    .map(folder -> folder.getFileName().toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new CollectionException("The folder '%s' cannot be read: %s".formatted(root, e.getMessage()), e);
        }
    }

    /** Whether there is one of this name. */
    public boolean contains(String name) {
        return name.matches(NAME) && ImageCollection.exists(root.resolve(name));
    }

    /**
     * Makes an empty collection.
     *
     * @param name letters, digits, spaces, dots, hyphens and underscores, 64 at most
     * @throws IllegalArgumentException if the name will not do
     * @throws CollectionException if there is one already
     */
    public synchronized ImageCollection create(String name, ClipEncoder encoder) {
        ImageCollection made = ImageCollection.create(folder(name), name, encoder);
        open.put(name, made);
        return made;
    }

    /**
     * A collection, opened for writing.
     *
     * @throws CollectionException if there is none
     * @throws CollectionBusyException if another program writes to it
     */
    public synchronized ImageCollection get(String name) {
        ImageCollection known = open.get(name);
        if (known == null) {
            known = ImageCollection.open(existing(name));
            open.put(name, known);
        }
        return known;
    }

    /**
     * A collection for searching only, while another program may write to it. The caller closes it.
     *
     * @throws CollectionException if there is none
     */
    public ImageCollection readOnly(String name) {
        return ImageCollection.openReadOnly(existing(name));
    }

    /** Closes a collection that {@link #get} opened, so that another program may write to it. */
    public synchronized void release(String name) {
        ImageCollection known = open.remove(name);
        if (known != null) {
            known.close();
        }
    }

    /** Deletes a collection with its uploads; files of imported folders stay. */
    public synchronized void delete(String name) {
        get(name).close();
        open.remove(name);
        Folders.delete(folder(name));
    }

    private Path existing(String name) {
        if (!contains(name)) {
            throw new CollectionException(
                    "There is no collection '%s'. There are: %s.".formatted(name, String.join(", ", names())));
        }
        return folder(name);
    }

    private Path folder(String name) {
        if (!name.matches(NAME)) {
            throw new IllegalArgumentException(
                    "'%s' cannot be a collection's name. Use letters, digits, spaces, dots, hyphens and underscores, at most 64, beginning with a letter or digit."
                            .formatted(name));
        }
        return root.resolve(name);
    }

    @Override
    public synchronized void close() {
        open.values().forEach(ImageCollection::close);
        open.clear();
    }
}
