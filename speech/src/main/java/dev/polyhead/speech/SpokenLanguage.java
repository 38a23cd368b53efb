package dev.polyhead.speech;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The language of a recording: told, or found in its first windows. Shared by the windows of a recording. */
final class SpokenLanguage {
    private @Nullable String code;
    private List<LanguageProbability> probabilities = List.of();

    /** @param told null to find it */
    SpokenLanguage(@Nullable String told) {
        code = told;
    }

    synchronized boolean known() {
        return code != null;
    }

    synchronized void found(List<LanguageProbability> all) {
        probabilities = all;
        code = all.get(0).language();
    }

    /** Its code; English as long as nothing was heard. */
    synchronized String code() {
        return code == null ? "en" : code;
    }

    /** How likely each language is; empty if it was told. */
    synchronized List<LanguageProbability> probabilities() {
        return probabilities;
    }
}
