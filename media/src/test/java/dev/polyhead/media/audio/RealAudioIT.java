package dev.polyhead.media.audio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Every recording of the shared material, whole and broken, against what a reference decoder says of it. */
class RealAudioIT {
    /** Files that must give a sentence instead of samples. */
    private static final Set<String> REFUSED = Set.of(
            "formats/lj2_mp4_video_only.mp4",
            "formats/lj2_raw_s16le_16k.raw",
            "corrupt/empty.wav",
            "corrupt/riff_only.wav",
            "corrupt/header_no_data.wav",
            "corrupt/zero_channels.wav",
            "corrupt/zero_rate.wav",
            "corrupt/text_named.wav",
            "corrupt/png_named.mp3",
            "corrupt/random.bin.ogg",
            "corrupt/ogg_truncated.ogg",
            "corrupt/m4a_no_moov.m4a");

    /** Files whose end is missing, which must be said. */
    private static final Set<String> CUT = Set.of(
            "corrupt/truncated.wav",
            "corrupt/flac_truncated.flac",
            "corrupt/mp3_truncated.mp3",
            "formats/sonnet1.flac", // its last frame is damaged
            "flac/faulty_01_-_wrong_max_blocksize.flac");

    @TestFactory
    List<DynamicTest> everyFileGivesItsSamplesOrASentence() throws IOException {
        Path speech = speech();
        Assumptions.assumeTrue(speech != null, "The shared recordings are not beside this checkout.");
        List<DynamicTest> tests = new ArrayList<>();
        for (String line : Files.readAllLines(speech.resolve("manifest.jsonl"))) {
            JsonNode entry = JsonMapper.shared().readTree(line);
            tests.add(dynamicTest(entry.get("file").asString(), () -> check(speech, entry)));
        }
        assertTrue(tests.size() > 300, "only " + tests.size() + " files listed");
        return tests;
    }

    private static void check(Path speech, JsonNode entry) throws IOException {
        String name = entry.get("file").asString();
        try (AudioSource source = AudioSource.open(speech.resolve(name), 16_000)) {
            double seconds = source.readAll().length / 16_000.0;
            assertFalse(REFUSED.contains(name), "decoded " + seconds + " s of a file that cannot be read");
            assertEquals(
                    CUT.contains(name), source.warnings().toString().contains("missing"), source.warnings()::toString);
            JsonNode duration = entry.path("probe").path("duration");
            if (duration.isNumber() && !name.startsWith("corrupt/") && !name.contains("faulty")) {
                // a video may be longer than its sound,
                // a bit rate is a guess of the length, and coders pad both ends
                double slack = name.endsWith(".aac") || name.contains("video") ? 0.5 : 0.2;
                assertEquals(duration.asDouble(), seconds, slack);
            }
        } catch (UnreadableAudioException refused) {
            boolean odd = name.startsWith("wav-odd/") || name.contains("faulty") || name.endsWith(".raw");
            assertTrue(REFUSED.contains(name) || odd, refused.getMessage());
        }
    }

    private static @Nullable Path speech() {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path found = at.resolveSibling("shared").resolve("data/speech");
            if (Files.isDirectory(found)) {
                return found;
            }
        }
        return null;
    }
}
