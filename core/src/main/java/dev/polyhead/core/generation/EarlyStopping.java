package dev.polyhead.core.generation;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** When beam search gives up on finding something better: {@code early_stopping}. */
public enum EarlyStopping {
    /** As soon as as many sequences as beams are finished. */
    TRUE,
    /** When the best running beam, scored at its present length, is worse than the worst finished one. */
    FALSE,
    /** Only when no running beam can become better than the worst finished one. */
    NEVER;

    /** Reads {@code true}, {@code false} or {@code "never"}. */
    @JsonCreator
    public static EarlyStopping of(Object value) {
        return switch (value.toString().toLowerCase(Locale.ROOT)) {
            case "true" -> TRUE;
            case "false" -> FALSE;
            case "never" -> NEVER;
            default ->
                throw new IllegalArgumentException(
                        "early_stopping is true, false or \"never\", not '%s'.".formatted(value));
        };
    }

    /** As the reference library writes it. */
    @JsonValue
    public Object json() {
        return this == NEVER ? "never" : (Object) (this == TRUE);
    }
}
