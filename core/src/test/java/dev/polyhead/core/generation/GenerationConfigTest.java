package dev.polyhead.core.generation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.polyhead.core.checkpoint.CheckpointException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GenerationConfigTest {
    @TempDir
    Path folder;

    private GenerationConfig read(String generationConfig) throws IOException {
        Files.writeString(folder.resolve("generation_config.json"), generationConfig);
        return GenerationConfig.read(folder);
    }

    @Test
    void whatIsNotSaidIsTheReferencesDefault() throws IOException {
        GenerationConfig config = read("{\"num_beams\": 4, \"top_p\": null}");
        assertEquals(GenerationConfig.defaults().withNumBeams(4), config);
        assertEquals(50, config.topK());
        assertEquals(1.0, config.topP());
        assertNull(config.maxLength());
    }

    @Test
    void oneTokenOrSeveralMayEnd() throws IOException {
        assertEquals(List.of(2), read("{\"eos_token_id\": 2}").eosTokenId());
        assertEquals(List.of(2, 7), read("{\"eos_token_id\": [2, 7]}").eosTokenId());
        assertEquals(List.of("a"), read("{\"stop_strings\": \"a\"}").stopStrings());
    }

    @Test
    void everyOptionIsRead() throws IOException {
        GenerationConfig config = read("""
                {"max_length": 99, "early_stopping": "never", "sequence_bias": [[[3, 4], -2.5]], "bad_words_ids": [[7]],
                 "exponential_decay_length_penalty": [5, 1.5], "forced_eos_token_id": 2, "decoder_start_token_id": 8,
                 "min_p": 0.1, "length_penalty": 2, "_from_model_config": true, "transformers_version": "5.0",
                 "alignment_heads": [[3, 1]]}
                """);
        assertEquals(99, config.maxLength());
        assertEquals(EarlyStopping.NEVER, config.earlyStopping());
        assertEquals(List.of(new TokenBias(List.of(3, 4), -2.5)), config.sequenceBias());
        assertEquals(List.of(List.of(7)), config.badWordsIds());
        assertEquals(new LengthDecay(5, 1.5), config.exponentialDecayLengthPenalty());
        assertEquals(List.of(2), config.forcedEosTokenId());
        assertEquals(8, config.decoderStartTokenId());
        assertEquals(0.1, config.minP());
        assertEquals(2.0, config.lengthPenalty());
    }

    @Test
    void olderCheckpointsSayItInTheirConfig() throws IOException {
        Files.writeString(folder.resolve("config.json"), """
                {"model_type": "bart", "hidden_size": 8, "num_beams": 4, "forced_eos_token_id": null,
                 "decoder": {"eos_token_id": 3, "num_beams": 9, "max_length": 30}}
                """);
        GenerationConfig config = GenerationConfig.read(folder);
        assertEquals(4, config.numBeams());
        assertEquals(List.of(3), config.eosTokenId());
        assertEquals(30, config.maxLength());
        assertEquals(List.of(), config.forcedEosTokenId());
    }

    @Test
    void optionsAreSetByTheirName() {
        GenerationConfig config = GenerationConfig.defaults()
                .with("early_stopping", "never")
                .with("seed", 5)
                .with("bad_words_ids", List.of(List.of(1, 2)))
                .with("temperature", 2);
        assertEquals(EarlyStopping.NEVER, config.earlyStopping());
        assertEquals(5, config.seed());
        assertEquals(2.0, config.temperature());
        assertEquals(config, config.with("max_length", null));
        String message = assertThrows(IllegalArgumentException.class, () -> config.with("num_beem", 3))
                .getMessage();
        assertTrue(message.contains("num_beams"), message);
    }

    @Test
    void optionsThatNeedEachOtherAreSetAtOnce() {
        GenerationConfig config = GenerationConfig.defaults()
                .with(Map.of("num_return_sequences", 3, "do_sample", true, "temperature", 0.5));
        assertEquals(3, config.numReturnSequences());
    }

    @ParameterizedTest
    @CsvSource({
        "temperature, -1", "top_p, 1.5", "num_beams, 0", "max_new_tokens, 0", "repetition_penalty, 0", "top_k, -1",
        "early_stopping, perhaps", "do_sample, 3", "num_beams, two", "eos_token_id, 1.5", "min_p, 2", "seed, x"
    })
    void nonsenseIsRefusedByName(String option, String value) {
        Object given = value.matches("-?\\d+")
                ? (Object) Integer.valueOf(value)
                : value.matches("[\\d.]+") ? (Object) Double.valueOf(value) : value;
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> GenerationConfig.defaults().with(option, given))
                .getMessage();
        assertTrue(message.contains(option) && message.contains(value), message);
    }

    @Test
    void notANumberIsRefused() {
        GenerationConfig config = GenerationConfig.defaults().with("do_sample", true);
        for (String option : List.of("temperature", "top_p", "repetition_penalty", "length_penalty", "typical_p")) {
            assertThrows(IllegalArgumentException.class, () -> config.with(option, Double.NaN), option);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"guidance_scale\": 1.5} | guidance_scale",
                "{\"num_beam_groups\": 2} | num_beam_groups",
                "{\"force_words_ids\": [[1]]} | force_words_ids",
                "{\"num_beams\": \"4\"} | num_beams"
            })
    void whatCannotBeHonouredIsRefusedByName(String json, String option) {
        String message =
                assertThrows(CheckpointException.class, () -> read(json)).getMessage();
        assertTrue(message.contains(option) && message.contains("generation_config.json"), message);
    }

    @Test
    void theShippedCheckpointsAreRead() {
        GenerationConfig whisper = GenerationConfig.read(Path.of("..", "models", "whisper-base"));
        assertEquals(List.of(50257), whisper.eosTokenId());
        assertEquals(50258, whisper.decoderStartTokenId());
        assertTrue(whisper.suppressTokens().size() > 80);
        GenerationConfig music = GenerationConfig.read(Path.of("..", "models", "music-tiny"));
        assertTrue(music.doSample());
        assertEquals(0, music.topK());
        assertEquals(512, music.maxNewTokens());
    }

    @Test
    void optionsThatAreOffAreNoError() throws IOException {
        assertEquals(
                GenerationConfig.defaults(),
                read(
                        "{\"guidance_scale\": 1.0, \"num_beam_groups\": 1, \"diversity_penalty\": 0.0, \"constraints\": null}"));
    }

    @Test
    void answersWithoutADifferenceAreRefused() {
        assertThrows(
                IllegalArgumentException.class,
                () -> GenerationConfig.defaults().with("num_return_sequences", 2));
        assertThrows(
                IllegalArgumentException.class,
                () -> GenerationConfig.defaults().withNumBeams(2).with("num_return_sequences", 3));
    }
}
