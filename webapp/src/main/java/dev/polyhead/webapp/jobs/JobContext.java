package dev.polyhead.webapp.jobs;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** What running work is given: its request, its last checkpoint, and a way to say how far it is. */
public final class JobContext {
    /** Between two writes of the progress to the database; listeners hear of every step. */
    private static final long WRITE_EVERY_NANOS = 500_000_000L;

    private final UUID id;
    private final String node;
    private final String request;
    private final Path folder;
    private final JobStore store;
    private final JobEvents events;
    private final JsonMapper json;
    private final List<Runnable> stopListeners = new CopyOnWriteArrayList<>();
    private volatile @Nullable StopReason stop;
    private volatile long written;
    private volatile @Nullable Progress unsaved;

    JobContext(UUID id, String node, String request, Path folder, JobStore store, JobEvents events, JsonMapper json) {
        this.id = id;
        this.node = node;
        this.request = request;
        this.folder = folder;
        this.store = store;
        this.events = events;
        this.json = json;
    }

    /** Why running work stops before its end. */
    enum StopReason {
        PAUSE,
        CANCEL,
        SHUTDOWN,
        /** Another node took the work over: this one was silent for too long. */
        LOST
    }

    /** The job's id. */
    public UUID id() {
        return id;
    }

    /** What was submitted. */
    public <T> T request(Class<T> type) {
        return json.readValue(request, type);
    }

    /** A folder of this job's own; it goes when the job is removed. */
    public Path folder() {
        return folder;
    }

    /** What was saved last; empty the first time. */
    public <T> Optional<T> checkpoint(Class<T> type) {
        return store.checkpoint(id).map(text -> json.readValue(text, type));
    }

    /**
     * Saves where to go on after a pause or a crash; once this returns, a power cut does not undo it.
     *
     * @throws JobStopped if another node has taken the work over
     */
    public void save(Object checkpoint) {
        if (!store.saveCheckpoint(id, node, json.writeValueAsString(checkpoint))) {
            stop(StopReason.LOST);
            throw new JobStopped();
        }
    }

    /**
     * Says how far the work is.
     *
     * @param done 0 to 1
     * @param message what is happening, in a few words
     */
    public void progress(double done, String message) {
        double within = Math.max(0, Math.min(1, done));
        events.publishLatest(id, "progress", new Progress(within, message));
        unsaved = new Progress(within, message);
        if (System.nanoTime() - written > WRITE_EVERY_NANOS) {
            beat();
        }
    }

    /**
     * Writes what is new about the job's progress, says that this node still works on it, and takes in what was asked of it,
     * perhaps on another node.
     */
    synchronized void beat() {
        written = System.nanoTime();
        Progress news = unsaved;
        unsaved = null;
        boolean mine = news == null ? store.seen(id, node) : store.saveProgress(id, node, news.progress, news.message);
        if (!mine) {
            stop(StopReason.LOST);
        }
        store.wanted(id).ifPresent(this::stop);
    }

    /** Tells whoever listens that something was made, such as a finished segment. */
    public void emit(String event, Object data) {
        events.publish(id, event, data);
    }

    /** Tells whoever listens something that replaces what was said under this name before, such as unfinished text. */
    public void emitLatest(String event, Object data) {
        events.publishLatest(id, event, data);
    }

    /**
     * Ends the run here if a pause, a cancel or the end of the server was asked for.
     *
     * @throws JobStopped if so
     */
    public void stopIfAsked() {
        if (stop != null) {
            throw new JobStopped();
        }
    }

    /** Says whether the work should stop soon. */
    public boolean stopping() {
        return stop != null;
    }

    /** Calls this once, from another thread, when the work should stop; at once if that is so already. */
    public void onStop(Runnable listener) {
        stopListeners.add(listener);
        if (stop != null) {
            listener.run();
        }
    }

    void stop(StopReason reason) {
        if (stop == null) {
            stop = reason;
            stopListeners.forEach(Runnable::run);
        } else if (reason == StopReason.LOST || (reason == StopReason.CANCEL && stop != StopReason.LOST)) {
            stop = reason;
        }
    }

    @Nullable
    StopReason stopReason() {
        return stop;
    }

    /** How far the work is, as listeners hear it. */
    record Progress(double progress, String message) {}
}
