package dev.polyhead.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Locale;

/** What a failure is, in one line: what is wrong, with which value, and where that is known, what to do. */
final class Explanation {
    private static final long MEGABYTE = 1 << 20;

    private Explanation() {}

    static String of(Throwable failure) {
        if (failure instanceof UncheckedIOException unchecked && unchecked.getCause() != null) {
            return of(unchecked.getCause());
        }
        if (failure instanceof FileSystemException file && file.getFile() != null) {
            return ofFile(file);
        }
        if (failure instanceof Error error) {
            return ofError(error);
        }
        String message = failure.getMessage();
        if (message == null || message.isBlank()) {
            message = failure.toString();
        }
        if (failure.getCause() instanceof FileSystemException file
                && file.getFile() != null
                && message.endsWith(": " + file.getFile())) {
            return ofFile(file); // a sentence that ends in the file system's own
        }
        return failure instanceof IOException && failure.getClass() != IOException.class && !message.contains(" ")
                ? failure.getClass().getSimpleName() + ": " + message
                : message;
    }

    /** The file system's own messages are but the name of the file. */
    private static String ofFile(FileSystemException failure) {
        String file = failure.getFile();
        if (failure instanceof NoSuchFileException) {
            return "There is no file '%s'. Check the path.".formatted(file);
        }
        if (failure instanceof AccessDeniedException) {
            return "'%s' may not be read or written. Check its permissions.".formatted(file);
        }
        if (failure instanceof NotDirectoryException) {
            return "'%s' is not a folder.".formatted(file);
        }
        if (failure instanceof FileAlreadyExistsException) {
            return "'%s' is there already.".formatted(file);
        }
        if (failure instanceof DirectoryNotEmptyException) {
            return "The folder '%s' is not empty.".formatted(file);
        }
        return "'%s': %s".formatted(file, failure.getReason() == null ? failure.toString() : failure.getReason());
    }

    private static String ofError(Error error) {
        if (error instanceof OutOfMemoryError) {
            return String.format(
                    Locale.ROOT,
                    "There is not enough memory (%s; Java may take %d MB). Give it more with java -Xmx…, or less to do.",
                    error.getMessage(),
                    Runtime.getRuntime().maxMemory() / MEGABYTE);
        }
        if (error instanceof StackOverflowError) {
            return "The input is nested too deeply to be read.";
        }
        Throwable deepest = error;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        if (error instanceof LinkageError) {
            return "Something this program is made of cannot be loaded: %s. 'polyhead doctor' says what is missing."
                    .formatted(deepest);
        }
        return deepest.toString();
    }
}
