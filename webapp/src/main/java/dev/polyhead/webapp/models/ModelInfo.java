package dev.polyhead.webapp.models;

import dev.polyhead.core.hub.ParityCard;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model as lists show it.
 *
 * @param id what a request calls it
 * @param description one line for people
 * @param task what it is for, in Hugging Face's words
 * @param family {@code model_type} of its config
 * @param licence of its weights
 * @param languages ISO 639 codes; {@code multilingual} for a hundred or so
 * @param aliases other names for it
 * @param hub the repository it can be fetched from; null if it ships or was carried in
 * @param size bytes of its files
 * @param fits whether that is within the memory that models may take; null while the size is not known
 * @param here whether it is on this machine
 * @param state {@code absent}, {@code here}, {@code loading} or {@code loaded}
 * @param memory bytes it takes while loaded
 * @param inUse requests that use it at this moment
 * @param pinned whether it stays loaded, however long nobody asks for it
 * @param device it runs on, once it was loaded
 * @param precision it runs in, once it was loaded
 * @param removable whether it was fetched or carried in, so that it may be deleted
 * @param checked how its answers compared with what they should be like; null if nobody checked
 */
public record ModelInfo(
        String id,
        @Nullable String description,
        @Nullable String task,
        @Nullable String family,
        @Nullable String licence,
        List<String> languages,
        List<String> aliases,
        @Nullable String hub,
        @Nullable Long size,
        @Nullable Boolean fits,
        boolean here,
        String state,
        long memory,
        int inUse,
        boolean pinned,
        @Nullable String device,
        @Nullable String precision,
        boolean removable,
        @Nullable ParityCard checked) {

    /** Says whether it is in memory and ready. */
    public boolean loaded() {
        return state.equals("loaded");
    }

    /** How it runs, such as "int8 · CPU"; empty before it was loaded. */
    public String manner() {
        return precision == null || device == null ? "" : precision + " · " + device;
    }

    /** Its languages for people, such as "en, de"; empty where it has none or a hundred. */
    public String languagesText() {
        return languages.contains("multilingual") ? "" : String.join(", ", languages);
    }

    /** Says whether it speaks a hundred languages or so. */
    public boolean multilingual() {
        return languages.contains("multilingual");
    }

    /** Its size for people. */
    public String sizeText() {
        return size == null ? "" : Megabytes.text(size);
    }

    /** Its memory for people. */
    public String memoryText() {
        return Megabytes.text(memory);
    }
}
