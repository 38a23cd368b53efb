/**
 * The page Start: what can be done at once with the models that ship, and what this browser made before.
 * {@link StartPage} is all there is; the results themselves are remembered by the browser ({@code history.js}).
 */
@NullMarked
package dev.polyhead.webapp.start;

import org.jspecify.annotations.NullMarked;
