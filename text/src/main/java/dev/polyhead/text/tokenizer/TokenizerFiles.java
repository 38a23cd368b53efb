package dev.polyhead.text.tokenizer;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Finds the tokenizer of a checkpoint folder: {@code tokenizer.json}, or what it can be built from. */
final class TokenizerFiles {
    private static final List<String> SENTENCE_PIECE =
            List.of("spiece.model", "sentencepiece.bpe.model", "tokenizer.model", "sentencepiece.model", "spm.model");

    private TokenizerFiles() {}

    /**
     * A tokenizer ready to be opened.
     *
     * @param encoder the tokenizer that encodes
     * @param decoder the one that decodes, if it is another (Marian has one for each language)
     * @param encoderIds the model's id of each id of the encoder, if they differ
     */
    record Found(ObjectNode encoder, @Nullable ObjectNode decoder, int @Nullable [] encoderIds) {
        static Found one(ObjectNode tokenizer) {
            return new Found(tokenizer, null, null);
        }
    }

    static Found find(Path folder, TokenizerSettings settings) {
        if (Files.exists(folder.resolve("tokenizer.json"))) {
            return complete(TokenizerSettings.object(folder.resolve("tokenizer.json")), settings);
        }
        if (Files.exists(folder.resolve("source.spm"))) {
            return MarianFiles.read(folder, settings);
        }
        for (String name : SENTENCE_PIECE) {
            if (Files.exists(folder.resolve(name))) {
                SentencePieceModel model = SentencePieceModel.read(folder.resolve(name));
                return complete(SentencePieceFiles.build(model, settings), settings);
            }
        }
        if (Files.exists(folder.resolve("merges.txt")) && Files.exists(folder.resolve("vocab.json"))) {
            return complete(BytePairFiles.build(folder, settings), settings);
        }
        if (Files.exists(folder.resolve("vocab.txt"))) {
            return complete(WordPieceFiles.build(folder.resolve("vocab.txt"), settings), settings);
        }
        throw new TokenizerException(
                ("%s holds no tokenizer. Add tokenizer.json, or vocab.txt, or vocab.json with merges.txt, or a"
                                + " SentencePiece model (spiece.model, sentencepiece.bpe.model, tokenizer.model,"
                                + " source.spm with target.spm and vocab.json).")
                        .formatted(folder));
    }

    /** Applies what the settings say on top of a {@code tokenizer.json}, and takes out its baked-in cut and fill. */
    static Found complete(ObjectNode tokenizer, TokenizerSettings settings) {
        if (!tokenizer.path("added_tokens").isArray()) {
            tokenizer.putArray("added_tokens");
        }
        tokenizer.putNull("truncation");
        tokenizer.putNull("padding");
        overrideCase(tokenizer, settings);
        overridePrefixSpace(tokenizer, settings);
        overrideFrame(tokenizer, settings);
        addTokens(tokenizer, settings);
        return Found.one(tokenizer);
    }

    /** {@code do_lower_case} of the settings wins over the file's, as in the reference library. */
    private static void overrideCase(ObjectNode tokenizer, TokenizerSettings settings) {
        if (!(tokenizer.get("normalizer") instanceof ObjectNode normalizer)
                || !"BertNormalizer".equals(normalizer.path("type").asString(""))) {
            return;
        }
        if (settings.has("do_lower_case")) {
            normalizer.put("lowercase", settings.flag("do_lower_case", true));
        }
        if (settings.has("strip_accents")) {
            normalizer.put("strip_accents", settings.flag("strip_accents", true));
        }
        if (settings.has("tokenize_chinese_chars")) {
            normalizer.put("handle_chinese_chars", settings.flag("tokenize_chinese_chars", true));
        }
    }

    private static void overridePrefixSpace(ObjectNode tokenizer, TokenizerSettings settings) {
        if (settings.has("add_prefix_space")
                && tokenizer.get("pre_tokenizer") instanceof ObjectNode split
                && "ByteLevel".equals(split.path("type").asString(""))) {
            split.put("add_prefix_space", settings.flag("add_prefix_space", false));
        }
    }

    /** Llama's class frames a text by {@code add_bos_token} and {@code add_eos_token}, whatever the file says. */
    private static void overrideFrame(ObjectNode tokenizer, TokenizerSettings settings) {
        boolean llama = Stream.of("LlamaTokenizer", "CodeLlamaTokenizer", "GemmaTokenizer")
                .anyMatch(settings.tokenizerClass()::equals);
        if (llama && (settings.has("add_bos_token") || settings.has("add_eos_token"))) {
            Frame frame = new Frame();
            String end = settings.role("eos_token", "</s>");
            if (settings.flag("add_eos_token", false)) {
                frame.between(end).after(end);
            }
            String begin = settings.role("bos_token", "<s>");
            if (settings.flag("add_bos_token", true)) {
                frame.before(begin).between(begin);
            }
            frame.into(tokenizer);
        }
    }

    /** Tokens that only the settings know, and roles that the file does not mark as special. */
    private static void addTokens(ObjectNode tokenizer, TokenizerSettings settings) {
        Vocabulary vocabulary = Vocabulary.of(tokenizer);
        ArrayNode added = tokenizer.withArray("/added_tokens");
        settings.addedTokensDecoder().forEach((id, token) -> {
            if (!lists(added, token.path("content").asString(""))) {
                ObjectNode copy = token.deepCopy().without("__type");
                added.insertObject(placeOf(added, id)).put("id", id).setAll(copy);
            }
        });
        settings.addedTokens().forEach((token, id) -> {
            if (!lists(added, token)) {
                put(added, id, token, false);
            }
        });
        for (String token : settings.specialTokens().all()) {
            if (!lists(added, token) && vocabulary.id(token).isPresent()) {
                put(added, vocabulary.id(token).getAsInt(), token, true);
            }
        }
    }

    private static boolean lists(ArrayNode added, String token) {
        for (JsonNode other : added) {
            if (token.equals(other.path("content").asString(""))) {
                return true;
            }
        }
        return false;
    }

    /** The native library wants added tokens in the order of their ids. */
    private static int placeOf(ArrayNode added, int id) {
        int place = 0;
        while (place < added.size() && added.get(place).path("id").asInt() < id) {
            place++;
        }
        return place;
    }

    /** Lists a token as added, in the order of ids. */
    static ObjectNode put(ArrayNode added, int id, String token, boolean special) {
        return added.insertObject(placeOf(added, id))
                .put("id", id)
                .put("content", token)
                .put("single_word", false)
                .put("lstrip", false)
                .put("rstrip", false)
                .put("normalized", false)
                .put("special", special);
    }
}
