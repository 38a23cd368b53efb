package dev.polyhead.text.tokenizer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.BitSet;
import java.util.Deque;

/**
 * Checks SentencePiece's table of characters ({@code precompiled_charsmap}): a double array trie over UTF-8, then the texts
 * its leaves point to. The native library follows it without looking where it goes, so every step must stay inside.
 */
final class CharacterMapCheck {
    private final int[] units;
    private final byte[] texts;

    private CharacterMapCheck(int[] units, byte[] texts) {
        this.units = units;
        this.texts = texts;
    }

    /** @throws TokenizerException if a step of the trie or a text of it lies outside the table */
    static void check(String base64) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new TokenizerException("The tokenizer's precompiled_charsmap is not base64: " + e.getMessage(), e);
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int size = bytes.length < 4 ? -1 : buffer.getInt();
        if (size <= 0 || size % 4 != 0 || size > buffer.remaining()) {
            throw broken();
        }
        int[] units = new int[size / 4];
        buffer.asIntBuffer().get(units);
        byte[] texts = new byte[buffer.remaining() - size];
        buffer.position(4 + size).get(texts);
        new CharacterMapCheck(units, texts).follow();
    }

    private void follow() {
        BitSet seen = new BitSet();
        Deque<Integer> bases = new ArrayDeque<>();
        bases.add(offset(units[0]));
        while (!bases.isEmpty()) {
            int base = bases.remove();
            for (int label = 1; label < 256; label++) {
                int place = base ^ label;
                if (place >= units.length) {
                    throw broken();
                }
                int unit = units[place];
                if ((unit & 0x800000FF) == label && !seen.get(place)) {
                    seen.set(place);
                    int next = place ^ offset(unit);
                    if ((unit >>> 8 & 1) == 1) {
                        leaf(next);
                    }
                    bases.add(next);
                }
            }
        }
    }

    private void leaf(int place) {
        if (place >= units.length) {
            throw broken();
        }
        int text = units[place] & 0x7FFFFFFF;
        boolean inside = text < texts.length;
        if (!inside || (texts[text] & 0xC0) == 0x80) { // a text begins with a character, not inside one
            throw broken();
        }
    }

    private static int offset(int unit) {
        return unit >>> 10 << ((unit & 1 << 9) >>> 6);
    }

    private static TokenizerException broken() {
        return new TokenizerException(
                "The tokenizer's precompiled_charsmap is damaged. Compare tokenizer.json with the original download.");
    }
}
