package dev.polyhead.text.tokenizer;

import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/**
 * Text to token ids and back, as the checkpoint's files say. Safe for concurrent use; holds native memory, so close it.
 *
 * <p>Cuts and fills that {@code tokenizer.json} bakes in are not applied: {@link EncodeOptions} alone decides.
 */
public final class Tokenizer implements AutoCloseable {
    private final NativeTokenizer encoder;
    private final NativeTokenizer decoder;
    private final int @Nullable [] encoderIds;
    private final Vocabulary vocabulary;
    private final TokenizerSettings settings;
    private final SpecialTokens special;

    private Tokenizer(TokenizerFiles.Found found, TokenizerSettings settings) {
        int longest = TokenizerCheck.check(found.encoder());
        if (found.decoder() != null) {
            TokenizerCheck.check(found.decoder());
        }
        encoder = new NativeTokenizer(found.encoder().toString(), longest);
        decoder = found.decoder() == null
                ? encoder
                : new NativeTokenizer(found.decoder().toString(), longest);
        encoderIds = found.encoderIds();
        vocabulary = Vocabulary.of(found.decoder() == null ? found.encoder() : found.decoder());
        this.settings = settings;
        this.special = settings.specialTokens()
                .orUsual(token -> vocabulary.id(token).isPresent()
                        && vocabulary.isSpecial(vocabulary.id(token).getAsInt()));
    }

    /**
     * Opens the tokenizer of a checkpoint: {@code tokenizer.json}, or one built in memory from {@code vocab.txt}, {@code
     * vocab.json} with {@code merges.txt}, or SentencePiece models.
     *
     * @param folder a Hugging Face checkpoint folder
     * @throws TokenizerException if no tokenizer is there, or it is broken or of a kind that is not supported
     */
    public static Tokenizer open(Path folder) {
        TokenizerSettings settings = TokenizerSettings.read(folder);
        return new Tokenizer(TokenizerFiles.find(folder, settings), settings);
    }

    /**
     * A tokenizer from the content of a {@code tokenizer.json}.
     *
     * @throws TokenizerException if it is broken
     */
    public static Tokenizer of(String tokenizerJson, TokenizerSettings settings) {
        try {
            if (TokenizerSettings.JSON.readTree(tokenizerJson) instanceof ObjectNode json) {
                return new Tokenizer(TokenizerFiles.complete(json, settings), settings);
            }
        } catch (JacksonException e) {
            throw new TokenizerException("The tokenizer is not JSON: " + e.getOriginalMessage(), e);
        }
        throw new TokenizerException("The tokenizer is not a JSON object.");
    }

    /** Encodes a text with the checkpoint's frame and no limit. */
    public Encoding encode(String text) {
        return encode(text, null, EncodeOptions.defaults());
    }

    /** Encodes a text. */
    public Encoding encode(String text, EncodeOptions options) {
        return encode(text, null, options);
    }

    /**
     * Encodes a text, or a pair such as question and passage.
     *
     * @throws TokenizerException if it is longer than the limit and must not be cut
     */
    public Encoding encode(String text, @Nullable String pair, EncodeOptions options) {
        return finish(encoder.encode(text, pair, options.specialTokens()), options);
    }

    /** Encodes many texts, several at a time; the answers are in the order of the texts. */
    public List<Encoding> encode(List<String> texts, EncodeOptions options) {
        return encoder.encode(texts, options.specialTokens()).stream()
                .map(encoding -> finish(encoding, options))
                .toList();
    }

    private Encoding finish(Encoding encoding, EncodeOptions options) {
        Encoding mapped = encoding;
        if (encoderIds != null) {
            int[] ids = encoding.ids();
            for (int i = 0; i < ids.length; i++) {
                ids[i] = encoderIds[ids[i]];
            }
            mapped = encoding.withIds(ids);
        }
        return new Cut(mapped, options).result();
    }

    /** Ids of the bare text, without a frame. */
    public int[] ids(String text) {
        return encode(text, EncodeOptions.plain()).ids();
    }

    /**
     * The text of some ids.
     *
     * @param skipSpecialTokens whether to leave out tokens such as {@code </s>}
     * @throws TokenizerException if an id is outside the vocabulary
     */
    public String decode(int[] ids, boolean skipSpecialTokens) {
        for (int id : ids) {
            if (id < 0) {
                throw new TokenizerException("There is no token %d. Ids start at 0.".formatted(id));
            }
        }
        String decoded = decoder.decode(ids, skipSpecialTokens);
        String text = encoderIds == null ? decoded : decoded.stripTrailing(); // Marian joins, then trims
        return settings.cleansUpSpaces() ? cleanedUp(text) : text;
    }

    /** The text of some ids without special tokens. */
    public String decode(int[] ids) {
        return decode(ids, true);
    }

    /** A decoder for ids that arrive one by one: it gives out whole characters only. */
    public StreamingDecoder streaming(boolean skipSpecialTokens) {
        return new StreamingDecoder(ids -> decoder.decode(ids, skipSpecialTokens));
    }

    /** A text without the gaps that joining tokens leaves before punctuation ({@code clean_up_tokenization_spaces}). */
    public static String cleanedUp(String text) {
        return text.replace(" .", ".")
                .replace(" ?", "?")
                .replace(" !", "!")
                .replace(" ,", ",")
                .replace(" ' ", "'")
                .replace(" n't", "n't")
                .replace(" 'm", "'m")
                .replace(" 's", "'s")
                .replace(" 've", "'ve")
                .replace(" 're", "'re");
    }

    /** @return the id of a token as the vocabulary writes it ({@code <|en|>}, {@code Ġthe}); empty if there is none */
    public OptionalInt id(String token) {
        return vocabulary.id(token);
    }

    /**
     * @return the id of a token
     * @throws TokenizerException if the vocabulary lacks it
     */
    public int requireId(String token) {
        return id(token)
                .orElseThrow(() -> new TokenizerException(
                        "The vocabulary has no token '%s'. Compare tokenizer.json with the model.".formatted(token)));
    }

    /** @return the token as the vocabulary writes it; empty for an id without one */
    public String token(int id) {
        return vocabulary.token(id);
    }

    /**
     * The bytes a token stands for; joined, the bytes of a text's tokens are the text in UTF-8. A token may be a part of a
     * character.
     */
    public byte[] bytes(int id) {
        return vocabulary.bytes(id);
    }

    /** @return whether the vocabulary itself says which tokens continue a word (WordPiece's {@code ##}) */
    public boolean marksContinuations() {
        return vocabulary.marksContinuations();
    }

    /** @return whether the token is one of the special ones that decoding can leave out */
    public boolean isSpecial(int id) {
        return vocabulary.isSpecial(id);
    }

    /** @return the ids of all special tokens */
    public BitSet specialIds() {
        return vocabulary.specialIds();
    }

    /** @return one more than the highest id */
    public int size() {
        return vocabulary.size();
    }

    /** @return every token and its id */
    public Map<String, Integer> vocabulary() {
        return vocabulary.ids();
    }

    /** @return the tokens that have a role */
    public SpecialTokens special() {
        return special;
    }

    /** @return what the settings files say */
    public TokenizerSettings settings() {
        return settings;
    }

    @Override
    public void close() {
        encoder.close();
        decoder.close();
    }
}
