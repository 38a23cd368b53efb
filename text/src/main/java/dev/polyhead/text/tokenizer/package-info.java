/**
 * Text to ids and back, in reading order.
 *
 * <ol>
 *   <li>{@link dev.polyhead.text.tokenizer.Tokenizer} is the door: open a checkpoint folder, encode, decode, stream
 *   <li>{@link dev.polyhead.text.tokenizer.EncodeOptions} says what to add and where to cut, {@link
 *       dev.polyhead.text.tokenizer.Encoding} is the answer
 *   <li>{@link dev.polyhead.text.tokenizer.StreamingDecoder} turns ids that arrive one by one into whole characters
 *   <li>{@link dev.polyhead.text.tokenizer.TokenizerSettings} and {@link dev.polyhead.text.tokenizer.SpecialTokens} are
 *       {@code tokenizer_config.json} and {@code special_tokens_map.json}
 *   <li>{@code TokenizerFiles} finds {@code tokenizer.json} or has one built in memory from {@code vocab.txt}, {@code
 *       vocab.json} with {@code merges.txt}, or SentencePiece models
 *   <li>{@code NativeTokenizer} is the only class that knows the native library
 * </ol>
 */
@org.jspecify.annotations.NullMarked
package dev.polyhead.text.tokenizer;
