package dev.polyhead.text.tokenizer;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Tokens by id and ids by token, as a {@code tokenizer.json} lists them. */
final class Vocabulary {
    /** More tokens than any model has: the largest have a quarter of a million. */
    static final int MOST_TOKENS = 1 << 22;

    private final Map<String, Integer> ids;
    private final @Nullable String[] tokens;
    private final BitSet added;
    private final BitSet special;
    private final boolean byteLevel;
    private final boolean marksContinuations;

    private Vocabulary(
            Map<String, Integer> ids, BitSet added, BitSet special, boolean byteLevel, boolean marksContinuations) {
        this.ids = ids;
        this.added = added;
        this.special = special;
        this.byteLevel = byteLevel;
        this.marksContinuations = marksContinuations;
        int size = ids.values().stream().mapToInt(id -> id + 1).max().orElse(0);
        tokens = new @Nullable String[size];
        ids.forEach((token, id) -> tokens[id] = token);
    }

    static Vocabulary of(JsonNode tokenizer) {
        Map<String, Integer> ids = new HashMap<>();
        JsonNode vocab = tokenizer.path("model").path("vocab");
        if (vocab.isArray()) { // unigram: [token, score], the id is the place in the list
            for (int id = 0; id < vocab.size(); id++) {
                JsonNode piece = vocab.get(id).path(0);
                if (!piece.isString()) {
                    throw new TokenizerException(
                            "The tokenizer's entry %d is %s, not a token with its score. Compare tokenizer.json with the original download."
                                    .formatted(id, vocab.get(id)));
                }
                ids.put(piece.asString(), id);
            }
        } else {
            vocab.properties().forEach(token -> ids.put(token.getKey(), id(token.getKey(), token.getValue())));
        }
        BitSet added = new BitSet();
        BitSet special = new BitSet();
        for (JsonNode token : tokenizer.path("added_tokens")) {
            String content = token.path("content").asString("");
            int id = id(content, token.path("id"));
            ids.put(content, id);
            added.set(id);
            special.set(id, token.path("special").asBoolean(false));
        }
        boolean byteLevel = tokenizer.path("decoder").toString().contains("\"ByteLevel\"");
        String continuation =
                tokenizer.path("model").path("continuing_subword_prefix").asString("");
        return new Vocabulary(ids, added, special, byteLevel, !continuation.isEmpty());
    }

    /**
     * The id of a token in a file.
     *
     * @throws TokenizerException if it is none
     */
    static int id(String token, JsonNode id) {
        if (!id.isIntegralNumber() || !id.canConvertToInt() || id.asInt() < 0 || id.asInt() >= MOST_TOKENS) {
            throw new TokenizerException(
                    "The tokenizer gives '%s' the id %s. An id is a whole number from 0 to %d; compare the file with the original download."
                            .formatted(
                                    token.length() > 40 ? token.substring(0, 40) + "…" : token,
                                    id.isMissingNode() ? "of nothing" : id,
                                    MOST_TOKENS - 1));
        }
        return id.asInt();
    }

    OptionalInt id(String token) {
        Integer id = ids.get(token);
        return id == null ? OptionalInt.empty() : OptionalInt.of(id);
    }

    String token(int id) {
        String token = id >= 0 && id < tokens.length ? tokens[id] : null;
        return token == null ? "" : token;
    }

    boolean marksContinuations() {
        return marksContinuations;
    }

    boolean isSpecial(int id) {
        return special.get(id);
    }

    BitSet specialIds() {
        return (BitSet) special.clone();
    }

    int size() {
        return tokens.length;
    }

    Map<String, Integer> ids() {
        return Collections.unmodifiableMap(ids);
    }

    byte[] bytes(int id) {
        String token = token(id);
        if (added.get(id)) {
            return token.getBytes(StandardCharsets.UTF_8);
        }
        if (byteLevel) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            token.chars().forEach(c -> bytes.write(ByteLevel.byteOf((char) c)));
            return bytes.toByteArray();
        }
        if (token.length() == 6 && token.startsWith("<0x") && token.endsWith(">")) {
            return new byte[] {(byte) Integer.parseInt(token.substring(3, 5), 16)};
        }
        return token.replace('\u2581', ' ').getBytes(StandardCharsets.UTF_8);
    }
}
