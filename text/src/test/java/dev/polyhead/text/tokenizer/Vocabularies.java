package dev.polyhead.text.tokenizer;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import tools.jackson.databind.node.ObjectNode;

/** Writes real vocabularies, kept in other formats, as the files that checkpoints come with. */
final class Vocabularies {
    private Vocabularies() {}

    /** A tiktoken file as {@code vocab.json} and {@code merges.txt}: the merge of a token is how lower ranks make it. */
    static void fromTiktoken(Path file, Path folder) throws IOException {
        Map<String, Integer> ranks = new HashMap<>();
        List<String> tokens = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            if (line.startsWith("=")) {
                continue; // the empty token, which no text contains; it is the last
            }
            byte[] bytes = Base64.getDecoder().decode(line.substring(0, line.indexOf(' ')));
            StringBuilder token = new StringBuilder();
            for (byte b : bytes) {
                token.append(ByteLevel.characterOf(b & 0xFF));
            }
            ranks.put(token.toString(), tokens.size());
            tokens.add(token.toString());
        }
        StringBuilder merges = new StringBuilder("#version: 0.2\n");
        ObjectNode vocab = TokenizerSettings.JSON.createObjectNode();
        for (int rank = 0; rank < tokens.size(); rank++) {
            vocab.put(tokens.get(rank), rank);
            if (tokens.get(rank).length() > 1) {
                List<String> parts = split(tokens.get(rank), rank, ranks);
                merges.append(parts.get(0)).append(' ').append(parts.get(1)).append('\n');
            }
        }
        Files.writeString(folder.resolve("vocab.json"), vocab.toString());
        Files.writeString(folder.resolve("merges.txt"), merges);
    }

    private static List<String> split(String token, int below, Map<String, Integer> ranks) {
        List<String> parts = new ArrayList<>();
        token.chars().forEach(c -> parts.add(String.valueOf((char) c)));
        while (true) {
            int best = below;
            int at = -1;
            for (int i = 0; i + 1 < parts.size(); i++) {
                int rank = ranks.getOrDefault(parts.get(i) + parts.get(i + 1), below);
                if (rank < best) {
                    best = rank;
                    at = i;
                }
            }
            if (at < 0) {
                return parts;
            }
            parts.set(at, parts.get(at) + parts.remove(at + 1));
        }
    }

    /** CLIP's list of merges as {@code vocab.json} and {@code merges.txt}. */
    static void fromClip(Path file, Path folder) throws IOException {
        String text;
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(Files.readAllBytes(file)))) {
            text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        List<String> merges = text.lines().skip(1).limit(49152 - 256 - 2).toList();
        List<String> letters = new ArrayList<>();
        List<String> others = new ArrayList<>();
        for (int b = 0; b < 256; b++) {
            char c = ByteLevel.characterOf(b);
            (c < 256 ? letters : others).add(String.valueOf(c));
        }
        letters.addAll(others);
        List<String> tokens = new ArrayList<>(letters);
        letters.forEach(letter -> tokens.add(letter + "</w>"));
        merges.forEach(merge -> tokens.add(merge.replace(" ", "")));
        tokens.add("<|startoftext|>");
        tokens.add("<|endoftext|>");
        ObjectNode vocab = TokenizerSettings.JSON.createObjectNode();
        for (int id = 0; id < tokens.size(); id++) {
            vocab.put(tokens.get(id), id);
        }
        Files.writeString(folder.resolve("vocab.json"), vocab.toString());
        Files.writeString(folder.resolve("merges.txt"), "#version: 0.2\n" + String.join("\n", merges) + "\n");
        Files.writeString(folder.resolve("tokenizer_config.json"), "{\"tokenizer_class\": \"CLIPTokenizer\"}");
    }
}
