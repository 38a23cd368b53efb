package dev.polyhead.webapp.jobs;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A kind of long work. A feature declares one as a bean.
 *
 * <p>{@code run} may be called again for the same job after a pause, a restart or a killed process: it begins with what
 * {@link JobContext#checkpoint} gives, saves a new one after each part that it would not like to do twice, and asks
 * {@link JobContext#stopIfAsked} between parts.
 */
public interface JobKind {
    /** The word in {@link Job#kind}, such as {@code transcription}; never changes once jobs of it exist. */
    String id();

    /**
     * Does the work, or the rest of it.
     *
     * @return what is kept as {@link Job#result}, written as JSON; null for nothing
     * @throws JobStopped from {@link JobContext#stopIfAsked}; let it pass
     * @throws Exception if it cannot be done; the client sees the sentence that {@code Problems} finds for it
     */
    @Nullable
    Object run(JobContext job) throws Exception;

    /** Where a page shows this job; null where there is none. */
    default @Nullable String page(UUID job) {
        return null;
    }
}
