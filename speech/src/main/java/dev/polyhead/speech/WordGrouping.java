package dev.polyhead.speech;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Groups the tokens of a text into words, and gives punctuation to the word it belongs to. */
final class WordGrouping {
    /** Languages that are written without blanks: there a word is a character. */
    private static final Set<String> WITHOUT_BLANKS = Set.of("zh", "ja", "th", "lo", "my", "yue");

    private static final String MARKS = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

    /**
     * Tokens that belong together.
     *
     * @param text what they say
     * @param tokens their ids
     */
    record Group(String text, List<Integer> tokens) {
        Group {
            tokens = List.copyOf(tokens);
        }
    }

    private WordGrouping() {}

    /** Groups text tokens; every token is in exactly one group, in order. */
    static List<Group> words(WhisperTokens tokens, int[] ids, String language) {
        List<Group> characters = characters(tokens, ids);
        if (WITHOUT_BLANKS.contains(language)) {
            return characters;
        }
        List<Group> words = new ArrayList<>();
        for (Group each : characters) {
            boolean begins = each.text.startsWith(" ") || isMark(each.text) || words.isEmpty();
            if (begins) {
                words.add(each);
            } else {
                words.set(words.size() - 1, joined(words.get(words.size() - 1), each));
            }
        }
        return words;
    }

    private static boolean isMark(String text) {
        String bare = text.strip();
        return bare.length() == 1 && MARKS.contains(bare);
    }

    /** Groups tokens until they end at the end of a character. */
    private static List<Group> characters(WhisperTokens tokens, int[] ids) {
        List<Group> groups = new ArrayList<>();
        List<Integer> open = new ArrayList<>();
        for (int id : ids) {
            open.add(id);
            byte[] bytes = tokens.bytes(WhisperTokens.ids(open));
            if (!endsInsideCharacter(bytes)) {
                groups.add(new Group(new String(bytes, StandardCharsets.UTF_8), open));
                open.clear();
            }
        }
        if (!open.isEmpty()) {
            groups.add(new Group(new String(tokens.bytes(WhisperTokens.ids(open)), StandardCharsets.UTF_8), open));
        }
        return groups;
    }

    private static boolean endsInsideCharacter(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(in, CharBuffer.allocate(bytes.length), false);
        return result.isUnderflow() && in.hasRemaining();
    }

    /**
     * Joins marks with the word after or before them.
     *
     * @param prepended marks that belong to the next word where a blank stands before them
     * @param appended marks that belong to the word before
     */
    static List<TimedWord> merged(List<TimedWord> words, String prepended, String appended) {
        List<TimedWord> forward = new ArrayList<>();
        for (int i = words.size() - 1; i >= 0; i--) { // from behind: a mark may precede another
            TimedWord word = words.get(i);
            if (!forward.isEmpty() && word.text.startsWith(" ") && among(word.text.strip(), prepended)) {
                TimedWord next = forward.get(0);
                next.text = word.text + next.text;
                next.tokens += word.tokens;
            } else {
                forward.add(0, word);
            }
        }
        List<TimedWord> merged = new ArrayList<>();
        for (TimedWord word : forward) {
            TimedWord before = merged.isEmpty() ? null : merged.get(merged.size() - 1);
            if (before != null && !before.text.endsWith(" ") && among(word.text, appended)) {
                before.text += word.text;
                before.end = word.end;
                before.tokens += word.tokens;
            } else {
                merged.add(word);
            }
        }
        return merged;
    }

    private static boolean among(String text, String marks) {
        return !text.isEmpty() && marks.contains(text);
    }

    private static Group joined(Group first, Group second) {
        List<Integer> tokens = new ArrayList<>(first.tokens);
        tokens.addAll(second.tokens);
        return new Group(first.text + second.text, tokens);
    }
}
