/**
 * Who may talk to this server, in the order in which a request meets it.
 * <ol>
 *   <li>{@link BindRule} - no public address without a key
 *   <li>{@link SecurityHeaders} - what a browser may do with the answers
 *   <li>{@link HostFilter} - no foreign name for this server (DNS rebinding)
 *   <li>{@link OriginFilter} - no writing from other sites
 *   <li>{@link KeyFilter}, {@link AccessKeys}, {@link LoginPage} - the admin key, as bearer or by login
 *   <li>{@link FormTokens} - forms only from our own pages
 * </ol>
 */
@NullMarked
package dev.polyhead.webapp.security;

import org.jspecify.annotations.NullMarked;
