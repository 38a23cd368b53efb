package dev.polyhead.text.tokenizer;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Marian's pair: {@code source.spm} splits, {@code vocab.json} numbers the pieces of both languages, and what was
 * translated is joined as {@code target.spm} does it. A piece that {@code vocab.json} lacks is unknown; a prefix like
 * {@code >>fr<<} chooses the language where the vocabulary has several.
 */
final class MarianFiles {
    private static final String LANGUAGE = ">>.+<<";

    /** More spaces than any text begins with. */
    private static final int ANY = 1 << 20;

    private MarianFiles() {}

    static TokenizerFiles.Found read(Path folder, TokenizerSettings settings) {
        SentencePieceModel source = SentencePieceModel.read(folder.resolve("source.spm"));
        ObjectNode vocab = TokenizerSettings.object(folder.resolve("vocab.json"));
        String end = settings.role("eos_token", "</s>");
        String unknown = settings.role("unk_token", "<unk>");
        if (!vocab.has(end) || !vocab.has(unknown)) {
            throw new TokenizerException(
                    "%s lacks '%s' or '%s'. Marian needs vocab.json beside source.spm; download it again."
                            .formatted(folder.resolve("vocab.json"), end, unknown));
        }
        ObjectNode encoder = SentencePieceFiles.bare(source, true);
        ArrayNode added = encoder.withArray("/added_tokens");
        TokenizerFiles.put(
                added, source.unknown(), source.pieces().get(source.unknown()).text(), true);
        int next = source.pieces().size();
        for (String token : vocab.propertyNames()) {
            boolean needed = token.matches(LANGUAGE) || token.equals(end) || token.equals("<pad>");
            if (needed
                    && source.pieces().stream().noneMatch(piece -> piece.text().equals(token))) {
                TokenizerFiles.put(added, next++, token, true);
            }
        }
        new Frame().between(end).after(end).into(encoder);
        int[] ids = new int[next];
        Arrays.fill(ids, vocab.get(unknown).asInt());
        Vocabulary.of(encoder).ids().forEach((token, id) -> {
            if (vocab.has(token)) {
                ids[id] = vocab.get(token).asInt();
            }
        });
        return new TokenizerFiles.Found(encoder, decoder(vocab, end, unknown, settings), ids);
    }

    private static ObjectNode decoder(ObjectNode vocab, String end, String unknown, TokenizerSettings settings) {
        ObjectNode decoder = TokenizerSettings.JSON.createObjectNode().put("version", "1.0");
        ArrayNode added = decoder.putArray("added_tokens");
        for (String token : List.of(end, unknown, settings.role("pad_token", "<pad>"))) {
            JsonNode id = vocab.get(token);
            if (id != null) {
                TokenizerFiles.put(added, id.asInt(), token, true);
            }
        }
        decoder.putObject("model")
                .put("type", "WordLevel")
                .put("unk_token", unknown)
                .set("vocab", vocab);
        ArrayNode steps = decoder.putObject("decoder").put("type", "Sequence").putArray("decoders");
        steps.addObject()
                .put("type", "Replace")
                .put("content", " ")
                .putObject("pattern")
                .put("String", "\u2581");
        steps.addObject().put("type", "Fuse");
        steps.addObject()
                .put("type", "Strip")
                .put("content", " ")
                .put("start", ANY)
                .put("stop", 0);
        return decoder;
    }
}
