package dev.polyhead.clip;

import java.util.List;

/**
 * What an import did.
 *
 * @param complete false if it was stopped; run again, it goes on
 * @param progress the last word on how far it came
 * @param renamed pictures that were found under another name
 * @param removed pictures whose files are gone
 * @param failed files that could not be read, at most a thousand of them
 * @param seconds it took
 */
public record ImportReport(
        boolean complete, ImportProgress progress, int renamed, int removed, List<FailedFile> failed, double seconds) {
    public ImportReport {
        failed = List.copyOf(failed);
    }
}
