package dev.polyhead.speech;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class TranscriptionOptionsTest {
    @Test
    void theDefaultsAreFasterWhispers() {
        TranscriptionOptions options = TranscriptionOptions.defaults();
        assertEquals(5, options.beamSize());
        assertEquals(5, options.bestOf());
        assertEquals(List.of(0.0, 0.2, 0.4, 0.6, 0.8, 1.0), options.temperatures());
        assertEquals(2.4, options.compressionRatioThreshold());
        assertEquals(-1.0, options.logProbThreshold());
        assertEquals(0.6, options.noSpeechThreshold());
        assertTrue(options.conditionOnPreviousText());
        assertEquals("\"'“¿([{-", options.prependPunctuations());
        assertEquals("\"'.。,，!！?？:：”)]}、", options.appendPunctuations());
    }

    @Test
    void nonsenseIsRefusedByName() {
        refused("beam_size", TranscriptionOptions.builder().beamSize(0));
        refused("temperature", TranscriptionOptions.builder().temperatures(List.of()));
        refused("clip_timestamps", TranscriptionOptions.builder().clipTimestamps(List.of(3.0, 2.0)));
        refused(
                "hallucination_silence_threshold",
                TranscriptionOptions.builder().hallucinationSilenceThreshold(2.0));
        refused("no_speech_threshold", TranscriptionOptions.builder().noSpeechThreshold(Double.NaN));
    }

    @Test
    void languagesGoByCodeNameAndRegion() {
        assertEquals("de", Languages.code("German"));
        assertEquals("de", Languages.code("de-AT"));
        assertEquals("zh", Languages.code("Mandarin"));
        assertEquals(100, Languages.all().size());
        String message = assertThrows(IllegalArgumentException.class, () -> Languages.code("klingon"))
                .getMessage();
        assertTrue(message.contains("klingon"), message);
    }

    private static void refused(String name, TranscriptionOptions.Builder builder) {
        String message =
                assertThrows(IllegalArgumentException.class, builder::build).getMessage();
        assertTrue(message.contains(name), message);
    }
}
