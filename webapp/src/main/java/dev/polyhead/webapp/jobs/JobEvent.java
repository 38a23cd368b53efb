package dev.polyhead.webapp.jobs;

/**
 * Something that happened in a job.
 *
 * @param id counts up within one run; 0 for the standing on connecting
 * @param name {@code job}, {@code progress}, or a word of the job's kind
 * @param data written as JSON
 */
record JobEvent(long id, String name, Object data) {}
