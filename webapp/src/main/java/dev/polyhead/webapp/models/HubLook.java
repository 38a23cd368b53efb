package dev.polyhead.webapp.models;

import dev.polyhead.core.hub.HubFile;
import dev.polyhead.core.hub.HubModel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the hub says of a model before its weights are fetched.
 *
 * @param id its repository
 * @param revision branch, tag or commit that was asked for
 * @param commit what that is now
 * @param family {@code model_type} of its config
 * @param supported whether this program runs that family
 * @param task what its page says it is for
 * @param licence as its page states it; null if it does not
 * @param languages as its page states them
 * @param size bytes of what would be fetched
 * @param fits whether that is within the memory that models may take
 * @param files what would be fetched
 */
record HubLook(
        String id,
        String revision,
        String commit,
        String family,
        boolean supported,
        @Nullable String task,
        @Nullable String licence,
        List<String> languages,
        long size,
        boolean fits,
        List<File> files) {
    /** A file that would be fetched. */
    record File(String name, long size) {
        /** Its size for people. */
        public String sizeText() {
            return Megabytes.text(size);
        }
    }

    static HubLook of(HubModel seen, long budget) {
        return new HubLook(
                seen.id().text(),
                seen.revision(),
                seen.commit(),
                seen.family(),
                seen.supported(),
                seen.task(),
                seen.licence(),
                seen.languages(),
                seen.size(),
                seen.size() <= budget,
                seen.files().stream().map(HubLook::file).toList());
    }

    private static File file(HubFile file) {
        return new File(file.name(), file.size());
    }

    /** Its size for people. */
    public String sizeText() {
        return Megabytes.text(size);
    }

    /** What to ask for to get exactly this. */
    public String wanted() {
        return revision.equals("main") ? id : id + "@" + revision;
    }
}
