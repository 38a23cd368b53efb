package dev.polyhead.clip;

/**
 * How far an import has come.
 *
 * @param found files that may be pictures
 * @param done of them: added, known, duplicate or failed
 * @param added new pictures
 * @param unchanged files that were known already
 * @param duplicates files whose bytes were there already
 * @param failed files that could not be read
 * @param current the last file that was looked at; empty at the start
 */
public record ImportProgress(
        int found, int done, int added, int unchanged, int duplicates, int failed, String current) {
    /** 0 to 1. */
    public double fraction() {
        return found == 0 ? 1 : (double) done / found;
    }
}
