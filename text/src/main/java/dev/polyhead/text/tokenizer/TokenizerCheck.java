package dev.polyhead.text.tokenizer;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/**
 * Refuses what a {@code tokenizer.json} must not say before the native library reads it: there, a wrong number or a step out
 * of bounds is no error but the end of the process. Whatever is only unknown is left to the library, which says so.
 */
final class TokenizerCheck {
    /** The longest token, and the longest text a component adds. */
    private static final int MOST_CHARACTERS = 1024;

    private static final int MOST_PARTS = 64;
    private static final int MOST_DEPTH = 16;
    private static final int MOST_ADDED = 100_000;
    private static final int MOST_WORD = 1000;
    private static final int MOST_TYPE = 255;

    /** How many times longer a text may become by being normalised. */
    private static final int MOST_GROWTH = 64;

    /** Most characters of a text where an expression may take time with the square of it: seconds. */
    private static final int MOST_SLOW_CHARACTERS = 1 << 16;

    private long growth = 1;
    private boolean slow;

    private TokenizerCheck() {}

    /**
     * Checks a tokenizer.
     *
     * @return most characters of a text that it may be given
     * @throws TokenizerException that says what is refused
     */
    static int check(JsonNode tokenizer) {
        TokenizerCheck check = new TokenizerCheck();
        check.component("normalizer", tokenizer.path("normalizer"), 0);
        check.component("pre_tokenizer", tokenizer.path("pre_tokenizer"), 0);
        check.component("post_processor", tokenizer.path("post_processor"), 0);
        check.growth = 1;
        check.component("decoder", tokenizer.path("decoder"), 0);
        JsonNode added = tokenizer.path("added_tokens");
        require(added.size() <= MOST_ADDED, "added_tokens", "lists %d tokens".formatted(added.size()));
        added.forEach(token -> shortText("added_tokens", token.path("content")));
        model(tokenizer.path("model"));
        return check.slow ? MOST_SLOW_CHARACTERS : Integer.MAX_VALUE;
    }

    private static void model(JsonNode model) {
        JsonNode longest = model.path("max_input_chars_per_word");
        require(
                !longest.isNumber() || longest.asDouble() <= MOST_WORD,
                "model",
                "takes words of %s characters".formatted(longest));
        JsonNode prefix = model.path("continuing_subword_prefix");
        shortText("model", prefix);
        shortText("model", model.path("end_of_word_suffix"));
        JsonNode vocab = model.path("vocab");
        if (vocab.isArray()) {
            vocab.forEach(piece -> shortText("model", piece.path(0)));
        } else {
            vocab.propertyNames()
                    .forEach(token -> require(token.length() <= MOST_CHARACTERS, "model", "has a token without end"));
        }
        if (prefix.isString() && !prefix.asString().isEmpty()) {
            for (JsonNode merge : model.path("merges")) {
                String second = merge.isArray()
                        ? merge.path(1).asString("")
                        : merge.asString("").replaceFirst("^.*? ", "");
                require(
                        second.startsWith(prefix.asString()),
                        "model",
                        "merges '%s', which does not begin with '%s'".formatted(second, prefix.asString()));
            }
        }
    }

    private void component(String where, JsonNode component, int depth) {
        require(depth <= MOST_DEPTH, where, "is nested more than %d deep".formatted(MOST_DEPTH));
        for (String list : List.of("normalizers", "pretokenizers", "processors", "decoders")) {
            JsonNode parts = component.path(list);
            require(parts.size() <= MOST_PARTS, where, "has %d parts".formatted(parts.size()));
            parts.forEach(part -> component(where, part, depth + 1));
        }
        for (String text : List.of("prepend", "content", "prefix", "suffix", "replacement", "pad_token")) {
            shortText(where, component.path(text));
        }
        JsonNode regex = component.path("pattern").path("Regex");
        RegexCheck.Finding found =
                regex.isString() ? RegexCheck.check(regex.asString()) : new RegexCheck.Finding(0, false);
        slow |= found.isSlow();
        switch (component.path("type").asString("")) {
            case "Replace" -> replace(where, component, regex.isString() ? found.least() : -1);
            case "Prepend" ->
                require(
                        component.path("prepend").asString("").length() <= MOST_GROWTH,
                        where,
                        "puts too much before a text");
            case "Precompiled" ->
                CharacterMapCheck.check(component.path("precompiled_charsmap").asString(""));
            case "FixedLength" ->
                require(component.path("length").asInt(0) > 0, where, "cuts into pieces of no length");
            case "Strip" ->
                require(
                        !where.equals("decoder") || component.path("stop").asDouble(0) == 0,
                        where,
                        "strips the ends of tokens, which may have none");
            case "TemplateProcessing" -> template(component);
            case "BertProcessing", "RobertaProcessing" -> {
                id(where, component.path("sep").path(1));
                id(where, component.path("cls").path(1));
            }
            default -> {}
        }
    }

    /** @param least fewest characters the pattern matches; below 0 for one that is no regular expression */
    private void replace(String where, JsonNode replace, int least) {
        int from =
                least < 0 ? replace.path("pattern").path("String").asString("").length() : least;
        require(from > 0, where, "replaces nothing by something, everywhere");
        int to = replace.path("content").asString("").length();
        growth *= Math.max(1, (to + from - 1) / from);
        require(growth <= MOST_GROWTH, where, "makes a text more than %d times longer".formatted(MOST_GROWTH));
    }

    private static void template(JsonNode template) {
        JsonNode special = template.path("special_tokens");
        for (JsonNode token : special) {
            token.path("ids").forEach(id -> id("post_processor", id));
            require(
                    token.path("ids").size() == token.path("tokens").size(),
                    "post_processor",
                    "has %s with other ids than tokens".formatted(token.path("id")));
        }
        pieces("single", template.path("single"), special, Set.of("A"));
        pieces("pair", template.path("pair"), special, Set.of("A", "B"));
    }

    private static void pieces(String name, JsonNode pieces, JsonNode special, Set<String> texts) {
        require(pieces.size() <= MOST_PARTS, "post_processor", "has %d pieces in '%s'".formatted(pieces.size(), name));
        Set<String> seen = new TreeSet<>();
        for (JsonNode piece : pieces) {
            for (JsonNode part : piece) {
                JsonNode type = part.path("type_id");
                require(
                        type.isMissingNode() || (type.asDouble(-1) >= 0 && type.asDouble(-1) <= MOST_TYPE),
                        "post_processor",
                        "has the type %s".formatted(type));
            }
            if (piece.has("Sequence")) {
                String text = piece.path("Sequence").path("id").asString("");
                require(seen.add(text), "post_processor", "repeats a text in '%s'".formatted(name));
            }
            if (piece.has("SpecialToken")) {
                String token = piece.path("SpecialToken").path("id").asString("");
                require(special.has(token), "post_processor", "names '%s', which it does not list".formatted(token));
            }
        }
        require(
                seen.equals(texts),
                "post_processor",
                "holds the texts %s in '%s', not %s".formatted(seen, name, texts));
    }

    private static void id(String where, JsonNode id) {
        require(
                id.isIntegralNumber() && id.asDouble() >= 0 && id.asDouble() < Vocabulary.MOST_TOKENS,
                where,
                "names the token %s".formatted(id));
    }

    private static void shortText(String where, JsonNode text) {
        require(
                !text.isString() || text.asString().length() <= MOST_CHARACTERS,
                where,
                "has a text of more than %d characters".formatted(MOST_CHARACTERS));
    }

    private static void require(boolean holds, String where, String why) {
        if (!holds) {
            throw new TokenizerException(
                    "The tokenizer's %s %s, which is refused. Compare tokenizer.json with the original download."
                            .formatted(where, why));
        }
    }
}
