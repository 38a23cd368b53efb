/**
 * Long work that survives a restart, in reading order.
 * <ol>
 *   <li>{@link Job}, {@link JobState} - what the outside sees
 *   <li>{@link JobKind} - what a feature implements; {@link JobContext} is what it is given
 *   <li>{@link Jobs} - submit, find, pause, resume, retry, cancel, remove
 *   <li>{@link JobRunner}, {@link JobTicket} - JobRunr hands out tickets, a ticket runs one job
 *   <li>{@link JobStore} - the table; a job's row is the truth, tickets may be lost or come twice
 *   <li>{@link JobEvents} - what happens meanwhile, as server-sent events
 *   <li>{@link JobEcho} - the same for work on other nodes of a shared database
 *   <li>{@link JobRecovery} - what a killed process or node left behind
 *   <li>{@link JobController}, {@link JobPages} - REST and the page
 * </ol>
 */
@NullMarked
package dev.polyhead.webapp.jobs;

import org.jspecify.annotations.NullMarked;
