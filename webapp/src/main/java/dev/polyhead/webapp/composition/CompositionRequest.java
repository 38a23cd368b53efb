package dev.polyhead.webapp.composition;

import dev.polyhead.music.Voices;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a job is submitted with.
 *
 * @param fields as they came, the seed added
 * @param primer events to continue; empty for none
 * @param tempo quarter notes a minute of the primer
 * @param voices the primer's tracks; null in a request that was kept when there were none
 * @param warnings what was changed about the primer
 */
record CompositionRequest(
        Map<String, List<String>> fields,
        List<Integer> primer,
        double tempo,
        @Nullable Voices voices,
        List<String> warnings) {
    Voices tracks() {
        return Voices.orPiano(voices);
    }
}
