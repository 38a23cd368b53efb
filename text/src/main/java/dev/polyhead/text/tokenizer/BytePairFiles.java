package dev.polyhead.text.tokenizer;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Byte-level byte-pair encoding from {@code vocab.json} and {@code merges.txt}: GPT-2 (bare), RoBERTa, BART and Longformer
 * (framed), Whisper (framed by its task) and CLIP (lower case, words end in {@code </w>}).
 */
final class BytePairFiles {
    private static final Set<String> FRAMED_CLASSES =
            Set.of("RobertaTokenizer", "BartTokenizer", "LongformerTokenizer", "LEDTokenizer");
    private static final Set<String> FRAMED_MODELS = Set.of("roberta", "bart", "longformer", "led");
    private static final String CLIP_WORDS = "'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+";

    private BytePairFiles() {}

    static ObjectNode build(Path folder, TokenizerSettings settings) {
        ObjectNode tokenizer = TokenizerSettings.JSON.createObjectNode().put("version", "1.0");
        tokenizer.putArray("added_tokens");
        JsonNode vocab = TokenizerSettings.object(folder.resolve("vocab.json"));
        String kind = settings.tokenizerClass();
        if (kind.isEmpty()) {
            kind = settings.modelType();
        }
        boolean clip = kind.startsWith("CLIP") || kind.startsWith("clip");
        ObjectNode model = tokenizer
                .putObject("model")
                .put("type", "BPE")
                .putNull("dropout")
                .putNull("unk_token")
                .put("continuing_subword_prefix", "")
                .put("end_of_word_suffix", clip ? "</w>" : "")
                .put("fuse_unk", false)
                .put("byte_fallback", false);
        model.set("vocab", vocab);
        merges(model.putArray("merges"), folder.resolve("merges.txt"));
        byteLevel(tokenizer.putObject("decoder"), true);
        if (clip) {
            clip(tokenizer, settings);
        } else if (kind.toLowerCase(Locale.ROOT).startsWith("whisper")) {
            whisper(tokenizer, settings);
        } else if (FRAMED_CLASSES.contains(kind) || FRAMED_MODELS.contains(kind)) {
            framed(tokenizer, settings);
        } else {
            bare(tokenizer, settings);
        }
        return tokenizer;
    }

    private static void merges(ArrayNode merges, Path file) {
        for (String line : TokenizerSettings.text(file).split("\r?\n")) {
            int space = line.indexOf(' ');
            if (space > 0 && !line.startsWith("#version")) {
                merges.addArray().add(line.substring(0, space)).add(line.substring(space + 1));
            }
        }
    }

    private static void byteLevel(ObjectNode node, boolean prefixSpace) {
        node.put("type", "ByteLevel")
                .put("add_prefix_space", prefixSpace)
                .put("trim_offsets", true)
                .put("use_regex", true);
    }

    private static void bare(ObjectNode tokenizer, TokenizerSettings settings) {
        byteLevel(tokenizer.putObject("pre_tokenizer"), settings.flag("add_prefix_space", false));
        special(tokenizer, settings.role("eos_token", "<|endoftext|>"));
        if (settings.flag("add_bos_token", false)) {
            String begin = settings.role("bos_token", "<|endoftext|>");
            new Frame().before(begin).between(begin).into(tokenizer);
        } else {
            tokenizer
                    .putObject("post_processor")
                    .put("type", "ByteLevel")
                    .put("add_prefix_space", true)
                    .put("trim_offsets", false)
                    .put("use_regex", true);
        }
    }

    private static void framed(ObjectNode tokenizer, TokenizerSettings settings) {
        boolean prefixSpace = settings.flag("add_prefix_space", false);
        byteLevel(tokenizer.putObject("pre_tokenizer"), prefixSpace);
        String begin = settings.role("cls_token", "<s>");
        String end = settings.role("sep_token", "</s>");
        special(tokenizer, begin, settings.role("pad_token", "<pad>"), end, settings.role("unk_token", "<unk>"));
        String mask = settings.role("mask_token", "<mask>");
        if (special(tokenizer, mask) instanceof ObjectNode token) {
            token.put("lstrip", true); // "a <mask>" and "a<mask>" mean the same
        }
        roberta(tokenizer, begin, end, prefixSpace, true);
    }

    private static void clip(ObjectNode tokenizer, TokenizerSettings settings) {
        ArrayNode normalizers =
                tokenizer.putObject("normalizer").put("type", "Sequence").putArray("normalizers");
        normalizers.addObject().put("type", "NFC");
        normalizers
                .addObject()
                .put("type", "Replace")
                .put("content", " ")
                .putObject("pattern")
                .put("Regex", "\\s+");
        normalizers.addObject().put("type", "Lowercase");
        ArrayNode splits =
                tokenizer.putObject("pre_tokenizer").put("type", "Sequence").putArray("pretokenizers");
        splits.addObject()
                .put("type", "Split")
                .put("behavior", "Removed")
                .put("invert", true)
                .putObject("pattern")
                .put("Regex", CLIP_WORDS);
        byteLevel(splits.addObject(), false);
        String begin = settings.role("bos_token", "<|startoftext|>");
        String end = settings.role("eos_token", "<|endoftext|>");
        ((ObjectNode) tokenizer.get("model")).put("unk_token", settings.role("unk_token", end));
        special(tokenizer, begin, end);
        roberta(tokenizer, begin, end, false, false);
    }

    private static void whisper(ObjectNode tokenizer, TokenizerSettings settings) {
        byteLevel(tokenizer.putObject("pre_tokenizer"), settings.flag("add_prefix_space", false));
        TokenizerFiles.Found withTokens = TokenizerFiles.complete(tokenizer, settings);
        new Frame()
                .before("<|startoftranscript|>")
                .before("<|notimestamps|>")
                .after(settings.role("eos_token", "<|endoftext|>"))
                .into(withTokens.encoder());
    }

    private static void roberta(ObjectNode tokenizer, String begin, String end, boolean prefixSpace, boolean trim) {
        JsonNode vocab = tokenizer.path("model").path("vocab");
        if (!vocab.has(begin) || !vocab.has(end)) {
            throw new TokenizerException(
                    ("vocab.json lacks '%s' or '%s', which frame every text. Compare it with tokenizer_config.json.")
                            .formatted(begin, end));
        }
        ObjectNode frame = tokenizer.putObject("post_processor").put("type", "RobertaProcessing");
        frame.putArray("sep").add(end).add(vocab.get(end).asInt());
        frame.putArray("cls").add(begin).add(vocab.get(begin).asInt());
        frame.put("trim_offsets", trim).put("add_prefix_space", prefixSpace);
    }

    private static JsonNode special(ObjectNode tokenizer, String... tokens) {
        JsonNode last = tokenizer.nullNode();
        JsonNode vocab = tokenizer.path("model").path("vocab");
        for (String token : tokens) {
            if (vocab.has(token)) {
                ArrayNode added = tokenizer.withArray("/added_tokens");
                last = TokenizerFiles.put(added, vocab.get(token).asInt(), token, true);
            }
        }
        return last;
    }
}
