package dev.polyhead.webapp.transcription;

import dev.polyhead.speech.Languages;
import java.text.Collator;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * A language one can choose.
 *
 * @param code such as {@code de}
 * @param name in the language of the page
 */
record LanguageChoice(String code, String name) {
    /** All languages, in the order of their names. */
    static List<LanguageChoice> all(Locale locale) {
        return Languages.all().keySet().stream()
                .map(code -> new LanguageChoice(code, name(code, locale)))
                .sorted(Comparator.comparing(LanguageChoice::name, Collator.getInstance(locale)))
                .toList();
    }

    /** A language's name in the language of the page; its English name where Java knows no other. */
    static String name(String code, Locale locale) {
        // Whisper's code for Javanese is an old one.
        String tag = code.equals("jw") ? "jv" : code;
        String name = Locale.forLanguageTag(tag).getDisplayLanguage(locale);
        String found = name.isEmpty() || name.equals(tag) ? Languages.name(code) : name;
        return found.isEmpty() ? code : found.substring(0, 1).toUpperCase(locale) + found.substring(1);
    }
}
