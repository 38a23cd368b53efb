package dev.polyhead.webapp.uploads;

import org.jspecify.annotations.Nullable;

/** What a client calls a file that it sends: for people to read, never for a path. */
public final class FileNames {
    private static final int LONGEST = 200;

    private FileNames() {}

    /**
     * The last part of the given name, at most 200 characters, without what could confuse a reader of pages or logs.
     *
     * <p>Quotes and line breaks arrive escaped from browsers (HTML, section 4.10.21.7, multipart form data) and are
     * read as what they stand for.
     *
     * @param otherwise the name of a file that has none
     */
    public static String plain(@Nullable String given, String otherwise) {
        if (given == null) {
            return otherwise;
        }
        String last = given.substring(Math.max(given.lastIndexOf('/'), given.lastIndexOf('\\')) + 1);
        String plain = last.replace("%22", "\"")
                .replace("%0D", "\r")
                .replace("%0A", "\n")
                .replaceAll("[\\p{Cntrl}\\p{Cf}\\u2028\\u2029]+", " ")
                .strip();
        if (plain.isEmpty() || plain.equals(".") || plain.equals("..")) {
            return otherwise;
        }
        return plain.substring(0, Math.min(LONGEST, plain.length()));
    }
}
