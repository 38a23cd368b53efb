/**
 * Chat templates: the part of Jinja that they are written in, with the reference library's settings ({@code trim_blocks},
 * {@code lstrip_blocks}, Python's ways of printing). What is not known is refused when the template is read, never
 * rendered as something else.
 *
 * <ol>
 *   <li>{@link dev.polyhead.text.template.ChatTemplate} renders messages to a prompt
 *   <li>{@code Lexer} cuts a template into text, outputs and blocks; {@code Parser} reads these
 *   <li>{@code Statement} and {@code Expression} are what was read; {@code Scope} holds variables
 *   <li>{@code Python}, {@code Filters}, {@code Tests} and {@code Methods} are the language's values and functions
 * </ol>
 */
@NullMarked
package dev.polyhead.text.template;

import org.jspecify.annotations.NullMarked;
