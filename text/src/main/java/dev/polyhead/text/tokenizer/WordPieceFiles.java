package dev.polyhead.text.tokenizer;

import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** BERT's tokenizer from {@code vocab.txt}, one token a line; the line's number is the id. */
final class WordPieceFiles {
    private WordPieceFiles() {}

    static ObjectNode build(Path vocabulary, TokenizerSettings settings) {
        ObjectNode tokenizer = TokenizerSettings.JSON.createObjectNode().put("version", "1.0");
        ArrayNode added = tokenizer.putArray("added_tokens");
        ObjectNode normalizer = tokenizer
                .putObject("normalizer")
                .put("type", "BertNormalizer")
                .put("clean_text", true)
                .put("handle_chinese_chars", settings.flag("tokenize_chinese_chars", true))
                .putNull("strip_accents")
                .put("lowercase", settings.flag("do_lower_case", true));
        if (settings.has("strip_accents")) {
            normalizer.put("strip_accents", settings.flag("strip_accents", true));
        }
        tokenizer.putObject("pre_tokenizer").put("type", "BertPreTokenizer");
        tokenizer
                .putObject("decoder")
                .put("type", "WordPiece")
                .put("prefix", "##")
                .put("cleanup", true);
        String unknown = settings.role("unk_token", "[UNK]");
        ObjectNode vocab = tokenizer
                .putObject("model")
                .put("type", "WordPiece")
                .put("unk_token", unknown)
                .put("continuing_subword_prefix", "##")
                .put("max_input_chars_per_word", 100)
                .putObject("vocab");
        String[] lines = TokenizerSettings.text(vocabulary).split("\r?\n", -1);
        int count = lines[lines.length - 1].isEmpty() ? lines.length - 1 : lines.length;
        for (int id = 0; id < count; id++) {
            vocab.put(lines[id], id);
        }
        String classify = settings.role("cls_token", "[CLS]");
        String separate = settings.role("sep_token", "[SEP]");
        List<String> special = List.of(
                settings.role("pad_token", "[PAD]"),
                unknown,
                classify,
                separate,
                settings.role("mask_token", "[MASK]"));
        for (String token : special) {
            if (vocab.has(token)) {
                TokenizerFiles.put(added, vocab.get(token).asInt(), token, true);
            }
        }
        new Frame().before(classify).between(separate).after(separate).typed().into(tokenizer);
        return tokenizer;
    }
}
