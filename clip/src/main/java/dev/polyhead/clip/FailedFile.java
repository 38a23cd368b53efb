package dev.polyhead.clip;

/**
 * A file of an imported folder that could not be read; it is not tried again until it changes.
 *
 * @param file where it lies
 * @param detail what is wrong with it
 */
public record FailedFile(ItemFile file, String detail) {}
