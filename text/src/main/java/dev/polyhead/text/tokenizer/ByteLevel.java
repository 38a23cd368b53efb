package dev.polyhead.text.tokenizer;

import java.util.HashMap;
import java.util.Map;

/**
 * The alphabet of byte-level vocabularies: each of the 256 bytes as a printable character. Radford et al. 2019; the
 * printable bytes of Latin-1 stand for themselves, the others follow from U+0100 on.
 */
final class ByteLevel {
    private static final char[] CHARACTERS = new char[256];
    private static final Map<Character, Integer> BYTES = new HashMap<>();

    static {
        int next = 256;
        for (int value = 0; value < 256; value++) {
            boolean printable = (value >= '!' && value <= '~') || (value >= 0xA1 && value <= 0xFF && value != 0xAD);
            CHARACTERS[value] = (char) (printable ? value : next++);
            BYTES.put(CHARACTERS[value], value);
        }
    }

    private ByteLevel() {}

    /** @return the byte a character stands for; of a foreign character, its low byte */
    static int byteOf(char character) {
        return BYTES.getOrDefault(character, character & 0xFF);
    }

    /** @return the character that stands for a byte of 0 to 255 */
    static char characterOf(int value) {
        return CHARACTERS[value];
    }
}
