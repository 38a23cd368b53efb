package dev.polyhead.cli;

/** Options that only together, or only once they were read, turn out to be wrong: ends as those that cannot be parsed do. */
final class WrongUsageException extends RuntimeException {
    private static final long serialVersionUID = 1;

    WrongUsageException(String message) {
        super(message);
    }
}
