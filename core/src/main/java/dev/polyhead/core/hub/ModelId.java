package dev.polyhead.core.hub;

import java.util.regex.Pattern;

/**
 * What a model is called: a name, or owner and name as on the Hugging Face hub. Checked, so that it can be part of a
 * path.
 *
 * @param text such as {@code whisper-base} or {@code openai/whisper-base}
 */
public record ModelId(String text) {
    private static final Pattern FORM =
            Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9._-]{0,94}[A-Za-z0-9_])?(?:/[A-Za-z0-9._-]{1,96})?");

    public ModelId {
        if (!FORM.matcher(text).matches() || text.contains("..") || text.contains("--") || text.endsWith("/.")) {
            String shown = text.length() > 100 ? text.substring(0, 100) + "…" : text;
            throw new IllegalArgumentException(
                    "'%s' is no name of a model. Names look like whisper-base or openai/whisper-base: letters, digits, '.', '_', '-'."
                            .formatted(shown.replaceAll("\\p{Cntrl}", "?")));
        }
    }

    /** Whether the text has the form of a name. */
    public static boolean isOne(String text) {
        try {
            new ModelId(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Its folder in a Hugging Face cache: {@code models--owner--name}. */
    public String cacheFolder() {
        return "models--" + text.replace("/", "--");
    }

    @Override
    public String toString() {
        return text;
    }
}
