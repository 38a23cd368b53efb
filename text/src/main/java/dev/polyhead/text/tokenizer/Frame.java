package dev.polyhead.text.tokenizer;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The special tokens around a text, or around and between two: the template of a {@code tokenizer.json}. */
final class Frame {
    private final List<String> before = new ArrayList<>();
    private final List<String> between = new ArrayList<>();
    private final List<String> after = new ArrayList<>();
    private int secondType;

    Frame before(String token) {
        before.add(token);
        return this;
    }

    Frame between(String token) {
        between.add(token);
        return this;
    }

    Frame after(String token) {
        after.add(token);
        return this;
    }

    /** Gives the second text and what follows it type 1, as BERT wants it. */
    Frame typed() {
        secondType = 1;
        return this;
    }

    /** Makes this the frame of a tokenizer whose vocabulary holds its tokens. */
    void into(ObjectNode tokenizer) {
        ObjectNode template = TokenizerSettings.JSON.createObjectNode().put("type", "TemplateProcessing");
        ArrayNode single = template.putArray("single");
        add(single, before, 0);
        sequence(single, "A", 0);
        add(single, after, 0);
        ArrayNode pair = template.putArray("pair");
        add(pair, before, 0);
        sequence(pair, "A", 0);
        add(pair, between, 0);
        sequence(pair, "B", secondType);
        add(pair, after, secondType);
        Vocabulary vocabulary = Vocabulary.of(tokenizer);
        ObjectNode ids = template.putObject("special_tokens");
        for (List<String> tokens : List.of(before, between, after)) {
            for (String token : tokens) {
                int id = vocabulary
                        .id(token)
                        .orElseThrow(() -> new TokenizerException(
                                ("The vocabulary lacks '%s', which frames every text. Compare tokenizer_config.json with"
                                                + " the vocabulary.")
                                        .formatted(token)));
                ObjectNode entry = ids.putObject(token).put("id", token);
                entry.putArray("ids").add(id);
                entry.putArray("tokens").add(token);
            }
        }
        tokenizer.set("post_processor", template);
    }

    private static void add(ArrayNode to, List<String> tokens, int type) {
        for (String token : tokens) {
            to.addObject().putObject("SpecialToken").put("id", token).put("type_id", type);
        }
    }

    private static void sequence(ArrayNode to, String name, int type) {
        to.addObject().putObject("Sequence").put("id", name).put("type_id", type);
    }
}
