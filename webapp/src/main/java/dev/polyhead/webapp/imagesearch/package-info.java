/**
 * Collections of pictures and the search over them, in reading order.
 *
 * <ol>
 *   <li>{@link PictureCollections} - the collections of this server, each with the model it was made with
 *   <li>{@link OpenCollection}, {@link WriterLeases} - who may write to one, among all servers of a database
 *   <li>{@link ImportRoots} - the folders that may be imported
 *   <li>{@link ImportKind}, {@link ReindexKind} - the long work, as jobs
 *   <li>{@link FolderWatches} - folders that are imported again whenever something in them changes
 *   <li>{@link SearchFields}, {@link SearchBody} - what a search asks for: a form or an address, or JSON
 *   <li>{@link CollectionController}, {@link PictureController}, {@link SearchController} - the same over REST
 *   <li>{@link EverydayThings} - words to suggest tags from
 *   <li>{@link PictureEmbeddings} - words and pictures as numbers, for {@code /v1/embeddings}
 *   <li>{@link SearchPage} - the page
 * </ol>
 */
@NullMarked
package dev.polyhead.webapp.imagesearch;

import org.jspecify.annotations.NullMarked;
