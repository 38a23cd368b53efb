package dev.polyhead.core.model;

import java.util.Set;
import java.util.TreeSet;

/**
 * Which graph of a model is wanted.
 *
 * @param part what it does
 * @param given names of the inputs it will get
 * @param wanted names of the outputs it must give
 * @param fullAttention whether sparse attention is replaced by full, since the input is short (BigBird)
 */
record GraphRequest(Part part, Set<String> given, Set<String> wanted, boolean fullAttention) {
    enum Part {
        /** All tokens at once, of an encoder, a decoder alone, or two towers. */
        READ,
        /** All tokens at once, of a decoder about an encoder's output. */
        WRITE,
        /** Some tokens more, over a key-value cache. */
        STEP
    }

    GraphRequest {
        given = new TreeSet<>(given);
        wanted = new TreeSet<>(wanted);
    }

    /** Whether any output of this kind is wanted, of whatever layer. */
    boolean wants(String kind) {
        return wanted.stream().anyMatch(name -> name.startsWith(kind + "."));
    }
}
