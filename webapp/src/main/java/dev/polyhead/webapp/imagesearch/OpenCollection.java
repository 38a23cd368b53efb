package dev.polyhead.webapp.imagesearch;

import dev.polyhead.clip.CollectionBusyException;
import dev.polyhead.clip.ImageCollection;
import dev.polyhead.clip.ImageCollections;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One collection as this server has it open: for writing while it has the lease, for reading else. Whoever uses it keeps
 * it from being closed or exchanged.
 */
final class OpenCollection {
    /** A lease is given back this long after the last change. */
    private static final Duration UNUSED = Duration.ofSeconds(10);

    private final String name;
    private final ImageCollections collections;
    private final WriterLeases leases;
    private final boolean shared;
    private final ReentrantReadWriteLock using = new ReentrantReadWriteLock();
    private @Nullable ImageCollection writable;
    private @Nullable ImageCollection readable;
    private volatile long lastChange;

    /** @param shared whether other servers may want to write, too */
    OpenCollection(String name, ImageCollections collections, WriterLeases leases, boolean shared) {
        this.name = name;
        this.collections = collections;
        this.leases = leases;
        this.shared = shared;
    }

    /**
     * Changes the collection.
     *
     * @throws CollectionBusyException if another server, or another program, writes to it
     */
    <T> T writing(Function<ImageCollection, T> change) {
        return using(true, change);
    }

    /** Looks into the collection, also while another writes to it. */
    <T> T reading(Function<ImageCollection, T> look) {
        return using(false, look);
    }

    private <T> T using(boolean forWriting, Function<ImageCollection, T> use) {
        while (true) {
            using.readLock().lock();
            try {
                ImageCollection open = current(forWriting);
                if (open != null) {
                    if (forWriting) {
                        lastChange = System.nanoTime();
                    }
                    return use.apply(open);
                }
            } finally {
                if (forWriting) {
                    lastChange = System.nanoTime();
                }
                using.readLock().unlock();
            }
            exchange(forWriting);
        }
    }

    /** What is open for this use and still true; held: a lock. */
    private @Nullable ImageCollection current(boolean forWriting) {
        if (writable != null) {
            return writable;
        }
        if (forWriting || readable == null || readable.isOutdated()) {
            return null;
        }
        readable.refresh();
        return readable;
    }

    private void exchange(boolean forWriting) {
        using.writeLock().lock();
        try {
            if (current(forWriting) != null) {
                return;
            }
            if (forWriting || !shared) {
                openForWriting(forWriting);
            }
            if (writable == null) {
                closeReadable();
                readable = collections.readOnly(name);
            }
        } finally {
            using.writeLock().unlock();
        }
    }

    /** Where no other server can want it, reading opens it for writing as well: one index then serves both. */
    private void openForWriting(boolean required) {
        if (!leases.take(name)) {
            if (required) {
                throw new CollectionBusyException(
                        "The collection '%s' is being written by another server. Try again when that is done; searching works meanwhile."
                                .formatted(name));
            }
            return;
        }
        try {
            writable = collections.get(name);
            lastChange = System.nanoTime();
            closeReadable();
        } catch (CollectionBusyException e) {
            leases.giveBack(name);
            if (required) {
                throw e;
            }
        } catch (RuntimeException e) {
            leases.giveBack(name);
            throw e;
        }
    }

    private void closeReadable() {
        if (readable != null) {
            readable.close();
            readable = null;
        }
    }

    /** Renews the lease while the collection is being changed, and gives it back afterwards where others may want it. */
    void tend() {
        boolean lost;
        using.readLock().lock();
        try {
            lost = writable != null && !leases.take(name);
        } finally {
            using.readLock().unlock();
        }
        boolean unused = shared && System.nanoTime() - lastChange > UNUSED.toNanos();
        if ((lost || unused) && using.writeLock().tryLock()) {
            try {
                closeWritable();
            } finally {
                using.writeLock().unlock();
            }
        }
    }

    private void closeWritable() {
        if (writable != null) {
            writable = null;
            collections.release(name);
            leases.giveBack(name);
        }
    }

    /** Closes what is open, when nobody uses it any more. */
    void close() {
        using.writeLock().lock();
        try {
            closeWritable();
            closeReadable();
        } finally {
            using.writeLock().unlock();
        }
    }

    /** Deletes the collection. */
    void delete() {
        using.writeLock().lock();
        try {
            if (writable == null) {
                openForWriting(true);
            }
            closeReadable();
            writable = null;
            collections.delete(name);
            leases.giveBack(name);
        } finally {
            using.writeLock().unlock();
        }
    }
}
