package dev.polyhead.webapp.models;

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
 * @param size bytes of its files
 * @param here whether it is on this machine
 * @param state {@code absent}, {@code here}, {@code loading} or {@code loaded}
 * @param memory bytes it takes while loaded
 * @param inUse requests that use it at this moment
 * @param device it runs on, once it was loaded
 * @param precision it runs in, once it was loaded
 */
public record ModelInfo(
        String id,
        @Nullable String description,
        @Nullable String task,
        @Nullable String family,
        @Nullable String licence,
        List<String> languages,
        List<String> aliases,
        @Nullable Long size,
        boolean here,
        String state,
        long memory,
        int inUse,
        @Nullable String device,
        @Nullable String precision) {

    /** Says whether it is in memory and ready. */
    public boolean loaded() {
        return state.equals("loaded");
    }

    /** How it runs, such as "int8 · CPU"; empty before it was loaded. */
    public String manner() {
        return precision == null || device == null ? "" : precision + " · " + device;
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
