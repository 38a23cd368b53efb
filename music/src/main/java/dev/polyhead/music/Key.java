package dev.polyhead.music;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

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
    private static final String[] GERMAN = {"C", "Cis", "D", "Es", "E", "F", "Fis", "G", "As", "A", "B", "H"};
    private static final Pattern FORM =
            Pattern.compile("([A-Ga-g])([#♯b♭]?)[ _-]*(m|min|minor|maj|major)?", Pattern.UNICODE_CASE);
    private static final Pattern GERMAN_FORM =
            Pattern.compile("([A-H])(is|es|s)?[ _-]*(dur|moll)", Pattern.CASE_INSENSITIVE);

    public Key {
        if (tonic < 0 || tonic > 11) {
            throw new IllegalArgumentException(
                    "A tonic is a pitch class from 0 (C) to 11 (B), not %d.".formatted(tonic));
        }
    }

    private static int mask(int... degrees) {
        return IntStream.of(degrees).map(degree -> 1 << degree).reduce(0, (a, b) -> a | b);
    }

    /**
     * Reads "C major", "F# minor", "Bb", "Am", and German names: "C-Dur", "fis-Moll". What is called Dur or Moll is spelt
     * the German way, where H is the English B, and B the English B flat.
     *
     * @throws IllegalArgumentException if it is none of these
     */
    public static Key parse(String text) {
        Matcher german = GERMAN_FORM.matcher(text.strip());
        if (german.matches()) {
            return german(german.group(1), german.group(2), german.group(3), text);
        }
        Matcher matcher = FORM.matcher(text.strip());
        if (!matcher.matches()) {
            throw unknown(text);
        }
        String mode = Objects.requireNonNullElse(matcher.group(3), "");
        String sign = matcher.group(2);
        int accidental = sign.isEmpty() ? 0 : sign.equals("#") || sign.equals("♯") ? 1 : -1;
        return new Key(
                Math.floorMod(natural(matcher.group(1)) + accidental, 12),
                mode.startsWith("m") && !mode.startsWith("maj"));
    }

    private static Key german(String letter, @Nullable String ending, String mode, String text) {
        boolean b = letter.equalsIgnoreCase("b");
        boolean vowel = letter.equalsIgnoreCase("a") || letter.equalsIgnoreCase("e");
        if (b && ending != null || "s".equalsIgnoreCase(ending) && !vowel) {
            throw unknown(text); // Es and As are short for E flat and A flat; "Bis" and "Bes" are not said
        }
        int tonic = letter.equalsIgnoreCase("h") ? 11 : b ? 10 : natural(letter);
        int accidental = ending == null ? 0 : ending.equalsIgnoreCase("is") ? 1 : -1;
        return new Key(Math.floorMod(tonic + accidental, 12), mode.equalsIgnoreCase("moll"));
    }

    private static int natural(String letter) {
        return List.of(9, 11, 0, 2, 4, 5, 7).get(letter.toLowerCase(Locale.ROOT).charAt(0) - 'a');
    }

    private static IllegalArgumentException unknown(String text) {
        return new IllegalArgumentException(
                "'%s' is no key. Give one like 'C major', 'F# minor', 'Bb', 'Am' or 'fis-Moll'.".formatted(text));
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

    /** The key that was asked for, if no other holds more of these notes than it allows; the best of all otherwise. */
    public static Key best(List<Note> notes, @Nullable Key asked) {
        Key best = best(notes);
        if (asked == null) {
            return best;
        }
        long allowed = notes.stream().filter(note -> asked.allows(note.pitch())).count();
        return allowed >= best.share(notes) * notes.size() - 1e-9 ? asked : best;
    }

    /** What a language calls it: "fis-Moll" in German, {@link #toString()} in any other. */
    public String name(Locale language) {
        if (!language.getLanguage().equals(Locale.GERMAN.getLanguage())) {
            return toString();
        }
        return minor ? GERMAN[tonic].toLowerCase(Locale.ROOT) + "-Moll" : GERMAN[tonic] + "-Dur";
    }

    @Override
    public String toString() {
        return NAMES[tonic] + (minor ? " minor" : " major");
    }
}
