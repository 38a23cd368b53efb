package dev.polyhead.core.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestTest {
    private static final List<String> MODELS = List.of("clip-tiny", "all-MiniLM-L6-v2", "clip", "whisper-base");

    @Test
    void anAbbreviatedNameIsNearerThanAnotherOfItsLength() {
        assertEquals("all-MiniLM-L6-v2", Nearest.to("all-MinLM", MODELS).get(0));
        assertEquals("whisper-base", Nearest.to("whispr", MODELS).get(0));
    }

    @Test
    void aSentenceNamesTheNearestAndIsNothingWhereThereIsNone() {
        assertEquals(" Nearest: [clip].", Nearest.sentence("clap", List.of("clip")));
        assertEquals("", Nearest.sentence("clap", List.of()));
    }
}
