package dev.polyhead.core.hub;

/**
 * How far a pull is.
 *
 * @param file what is being fetched
 * @param done bytes of all files that are here
 * @param total bytes of all files
 */
public record PullProgress(String file, long done, long total) {}
