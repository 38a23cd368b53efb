package dev.polyhead.text.tokenizer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What {@code tokenizer_config.json}, {@code special_tokens_map.json} and {@code added_tokens.json} say; all of them may be
 * missing.
 */
public final class TokenizerSettings {
    static final JsonMapper JSON = JsonMapper.builder().build();

    /** Files write "no limit" as this many tokens or more. */
    private static final double NO_LIMIT = 1e9;

    private final ObjectNode config;
    private final ObjectNode special;
    private final Map<String, Integer> added;
    private final @Nullable String chatTemplate;
    private final @Nullable String modelType;

    private TokenizerSettings(
            ObjectNode config,
            ObjectNode special,
            Map<String, Integer> added,
            @Nullable String chatTemplate,
            @Nullable String modelType) {
        this.config = config;
        this.special = special;
        this.added = added;
        this.chatTemplate = chatTemplate;
        this.modelType = modelType;
    }

    /**
     * Reads the settings of a checkpoint.
     *
     * @param folder a Hugging Face checkpoint folder
     * @throws TokenizerException if a file is not JSON
     */
    public static TokenizerSettings read(Path folder) {
        ObjectNode config = object(folder.resolve("tokenizer_config.json"));
        Map<String, Integer> added = new LinkedHashMap<>();
        object(folder.resolve("added_tokens.json"))
                .properties()
                .forEach(token -> added.put(token.getKey(), Vocabulary.id(token.getKey(), token.getValue())));
        Path template = folder.resolve("chat_template.jinja");
        String chat = Files.exists(template) ? text(template) : templateOf(config);
        JsonNode type = object(folder.resolve("config.json")).get("model_type");
        return new TokenizerSettings(
                config,
                object(folder.resolve("special_tokens_map.json")),
                added,
                chat,
                type == null ? null : type.asString());
    }

    /** @return settings with nothing in them, for a bare {@code tokenizer.json} */
    public static TokenizerSettings none() {
        return new TokenizerSettings(JSON.createObjectNode(), JSON.createObjectNode(), Map.of(), null, null);
    }

    private static @Nullable String templateOf(ObjectNode config) {
        JsonNode template = config.get("chat_template");
        if (template == null || template.isNull()) {
            return null;
        }
        if (template.isString()) {
            return template.asString();
        }
        for (JsonNode named : template) { // several templates: the one called default is for chat
            if ("default".equals(named.path("name").asString(""))) {
                return named.path("template").asString("");
            }
        }
        return null;
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new TokenizerException("%s cannot be read: %s.".formatted(file, e.getMessage()), e);
        }
    }

    static ObjectNode object(Path file) {
        if (!Files.exists(file)) {
            return JSON.createObjectNode();
        }
        try {
            if (JSON.readTree(text(file)) instanceof ObjectNode object) {
                return object;
            }
        } catch (JacksonException e) {
            throw new TokenizerException(
                    "%s is not JSON: %s. Download it again.".formatted(file, e.getOriginalMessage()), e);
        }
        throw new TokenizerException("%s holds no JSON object. Download it again.".formatted(file));
    }

    /** @return the reference library's class, without its {@code Fast}; empty if the file does not say */
    public String tokenizerClass() {
        String name = config.path("tokenizer_class").asString("");
        return name.endsWith("Fast") ? name.substring(0, name.length() - 4) : name;
    }

    /** @return {@code model_type} of {@code config.json}; empty if there is none */
    public String modelType() {
        return modelType == null ? "" : modelType;
    }

    /** @return most tokens the model was made for ({@code model_max_length}); 0 if the file sets no limit */
    public int modelMaxLength() {
        double length = config.path("model_max_length").asDouble(0);
        return length >= NO_LIMIT ? 0 : (int) length;
    }

    /** @return the chat template (Jinja), null if the checkpoint has none */
    public @Nullable String chatTemplate() {
        return chatTemplate;
    }

    /** @return the language that a translator's texts are in ({@code source_lang}); empty if the file does not say */
    public String sourceLanguage() {
        return string("source_lang", "");
    }

    /** @return the language that a translator writes ({@code target_lang}); empty if the file does not say */
    public String targetLanguage() {
        return string("target_lang", "");
    }

    /** @return whether decoding closes the gaps before punctuation */
    public boolean cleansUpSpaces() {
        return flag("clean_up_tokenization_spaces", false);
    }

    /** @return the tokens that have a role */
    public SpecialTokens specialTokens() {
        List<String> additional = new ArrayList<>();
        for (ObjectNode from : List.of(config, special)) {
            for (JsonNode token : from.path("additional_special_tokens")) {
                additional.add(content(token));
            }
        }
        return new SpecialTokens(
                role("bos_token"),
                role("eos_token"),
                role("unk_token"),
                role("sep_token"),
                role("pad_token"),
                role("cls_token"),
                role("mask_token"),
                additional.stream().distinct().toList());
    }

    private @Nullable String role(String key) {
        for (ObjectNode from : List.of(config, special)) {
            JsonNode token = from.get(key);
            if (token != null && !token.isNull() && !token.isBoolean()) {
                return content(token);
            }
        }
        return null;
    }

    private static String content(JsonNode token) {
        return token.isString() ? token.asString() : token.path("content").asString("");
    }

    String role(String key, String otherwise) {
        String token = role(key);
        return token == null ? otherwise : token;
    }

    boolean has(String key) {
        return config.hasNonNull(key);
    }

    boolean flag(String key, boolean otherwise) {
        return config.hasNonNull(key) ? config.get(key).asBoolean(otherwise) : otherwise;
    }

    int number(String key, int otherwise) {
        return config.hasNonNull(key) ? config.get(key).asInt(otherwise) : otherwise;
    }

    String string(String key, String otherwise) {
        return config.hasNonNull(key) ? config.get(key).asString(otherwise) : otherwise;
    }

    /** Tokens beyond the vocabulary files ({@code added_tokens.json}). */
    Map<String, Integer> addedTokens() {
        return added;
    }

    /** Tokens with their options ({@code added_tokens_decoder}), by id. */
    Map<Integer, ObjectNode> addedTokensDecoder() {
        Map<Integer, ObjectNode> tokens = new LinkedHashMap<>();
        config.path("added_tokens_decoder").properties().forEach(token -> {
            if (!token.getKey().matches("\\d{1,7}") || !(token.getValue() instanceof ObjectNode options)) {
                throw new TokenizerException(
                        "added_tokens_decoder has '%s', which is no token with its options. Compare tokenizer_config.json with the original download."
                                .formatted(token.getKey()));
            }
            tokens.put(Integer.valueOf(token.getKey()), options);
        });
        return tokens;
    }
}
