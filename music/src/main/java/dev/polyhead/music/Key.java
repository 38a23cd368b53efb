package dev.polyhead.music;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * A major or minor key.
 *
 * @param tonic pitch class of the first degree, 0 (C) to 11 (B)
 * @param minor whether it is minor
 */
public record Key(int tonic, boolean minor) {
    private static final int MAJOR_SCALE = mask(0, 2, 4, 5, 7, 9, 11);
    private static final int HARMONIC_MINOR_SCALE = mask(0, 2, 3, 5, 7, 8, 11);
    private static final int MINOR_WITH_BOTH_SEVENTHS = mask(0, 2, 3, 5, 7, 8, 10, 11);
    private static final String[] NAMES = {"C", "C#", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B"};
    private static final Pattern FORM =
            Pattern.compile("([A-Ga-g])([#♯b♭]?)[ _-]*(m|min|minor|maj|major)?", Pattern.UNICODE_CASE);

    public Key {
        if (tonic < 0 || tonic > 11) {
            throw new IllegalArgumentException(
                    "A tonic is a pitch class from 0 (C) to 11 (B), not %d.".formatted(tonic));
        }
    }

    private static int mask(int... degrees) {
        return IntStream.of(degrees).map(degree -> 1 << degree).reduce(0, (a, b) -> a | b);
    }

    /** Reads "C major", "F# minor", "Bb", "Am".
     *
     * @throws IllegalArgumentException if it is none of these
     */
    public static Key parse(String text) {
        Matcher matcher = FORM.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "'%s' is no key. Give one like 'C major', 'F# minor', 'Bb' or 'Am'.".formatted(text));
        }
        String mode = Objects.requireNonNullElse(matcher.group(3), "");
        int letter = List.of(9, 11, 0, 2, 4, 5, 7)
                .get(matcher.group(1).toLowerCase(Locale.ROOT).charAt(0) - 'a');
        String sign = matcher.group(2);
        int accidental = sign.isEmpty() ? 0 : sign.equals("#") || sign.equals("♯") ? 1 : -1;
        return new Key(Math.floorMod(letter + accidental, 12), mode.startsWith("m") && !mode.startsWith("maj"));
    }

    /** All 24 keys. */
    public static List<Key> all() {
        return IntStream.range(0, 24).mapToObj(i -> new Key(i % 12, i >= 12)).toList();
    }

    /** Whether a piece in this key uses the pitch freely: its scale, in minor with the lowered and the raised seventh. */
    public boolean allows(int pitch) {
        int scale = minor ? MINOR_WITH_BOTH_SEVENTHS : MAJOR_SCALE;
        return (scale >> Math.floorMod(pitch - tonic, 12) & 1) == 1;
    }

    /** The share of notes in this key's major or harmonic minor scale; 0 without notes. */
    public double share(List<Note> notes) {
        int scale = minor ? HARMONIC_MINOR_SCALE : MAJOR_SCALE;
        return notes.stream()
                .mapToInt(note -> scale >> Math.floorMod(note.pitch() - tonic, 12) & 1)
                .average()
                .orElse(0);
    }

    /** The key whose scale holds the most of these notes, the earlier of {@link #all()} when several do. */
    public static Key best(List<Note> notes) {
        return all().stream()
                .min(Comparator.comparingDouble(key -> -key.share(notes)))
                .orElseThrow();
    }

    @Override
    public String toString() {
        return NAMES[tonic] + (minor ? " minor" : " major");
    }
}
