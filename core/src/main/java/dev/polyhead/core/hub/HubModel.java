package dev.polyhead.core.hub;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model of the hub at one commit, before anything large is fetched.
 *
 * @param id its repository
 * @param revision branch, tag or commit that was asked for
 * @param commit what that is now
 * @param family {@code model_type} of its config
 * @param supported whether the suite can run that family
 * @param task what its page says it is for; null if nothing
 * @param licence as its page states it; null if it does not
 * @param languages as its page states them
 * @param files what a pull would fetch
 */
public record HubModel(
        ModelId id,
        String revision,
        String commit,
        String family,
        boolean supported,
        @Nullable String task,
        @Nullable String licence,
        List<String> languages,
        List<HubFile> files) {
    public HubModel {
        languages = List.copyOf(languages);
        files = List.copyOf(files);
    }

    /** Bytes of all files a pull would fetch. */
    public long size() {
        return files.stream().mapToLong(HubFile::size).sum();
    }
}
