/**
 * Who may talk to this server, in the order in which a request meets it.
 * <ol>
 *   <li>{@link BindRule} - no public address without a key
 *   <li>{@link SecurityConfiguration} - the chain: headers, then
 *   <li>{@link HostFilter} - no foreign name for this server (DNS rebinding)
 *   <li>{@link OriginFilter} - no writing from other sites
 *   <li>{@link CallerContext}, {@link FailedAttempts} - whose key or login a request shows
 *   <li>{@link AccessRules}, {@link Scope}, {@link Refusals} - what the key has to open, and what is said otherwise
 *   <li>{@link AccessKeys}, {@link KeyRing}, {@link KeyStore} - keys: made, listed, withdrawn, kept as hashes
 *   <li>{@link KeyController}, {@link KeyPage}, {@link LoginPage} - over REST and in the browser
 *   <li>{@link RuledPageAccess}, {@link Caller}, {@link Clients} - what others may know of who asks
 * </ol>
 */
@NullMarked
package dev.polyhead.webapp.security;

import org.jspecify.annotations.NullMarked;
