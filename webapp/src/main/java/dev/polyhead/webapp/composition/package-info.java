/**
 * Music over REST and on the page, in reading order.
 * <ol>
 *   <li>{@link CompositionFields} - the fields of a request, as options
 *   <li>{@link PrimerReader} - a MIDI file, a hummed recording or an earlier piece, as what is continued
 *   <li>{@link MusicModels} - lends models from the pool
 *   <li>{@link CompositionKind} - writes pieces as a job whose notes stream; {@link StoredPiece} is what stays of one
 *   <li>{@link Compositions}, {@link CompositionController} - jobs and their pieces over REST
 *   <li>{@link CompositionPage} - the page Compose
 * </ol>
 */
@NullMarked
package dev.polyhead.webapp.composition;

import org.jspecify.annotations.NullMarked;
