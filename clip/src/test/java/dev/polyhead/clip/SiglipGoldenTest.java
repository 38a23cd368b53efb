package dev.polyhead.clip;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.polyhead.core.checkpoint.CheckpointException;
import dev.polyhead.core.checkpoint.Safetensors;
import dev.polyhead.core.checkpoint.StoredTensor;
import dev.polyhead.core.model.Model;
import dev.polyhead.core.model.ModelOptions;
import dev.polyhead.core.runtime.Device;
import dev.polyhead.core.runtime.Precision;
import dev.polyhead.core.tensor.Tensor;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tiny random SigLIP answers as transformers 5.23 does; {@code make.py} beside it made both. */
class SiglipGoldenTest {
    private static final float TOLERANCE = 1e-4f;
    private static final ModelOptions FP32 = new ModelOptions(Device.CPU, Precision.FP32, 1);

    @TempDir
    Path work;

    @Test
    void everyStageIsTheReferences() {
        Map<String, Tensor> inputs = tensors("inputs.safetensors");
        Map<String, Tensor> expected = tensors("expected.safetensors");
        assertEquals(8, expected.size());
        try (Model model = Model.open(folder(), FP32)) {
            Map<String, Tensor> actual = model.run(inputs, expected.keySet());
            expected.forEach((name, tensor) -> {
                assertArrayEquals(tensor.shape(), actual.get(name).shape(), name);
                assertArrayEquals(tensor.floats(), actual.get(name).floats(), TOLERANCE, name);
            });
        }
    }

    @Test
    void oneTowerAnswersAlone() {
        Map<String, Tensor> expected = tensors("expected.safetensors");
        try (Model model = Model.open(folder(), FP32)) {
            for (Map.Entry<String, String> one : Map.of("input_ids", "text_embeds", "pixel_values", "image_embeds")
                    .entrySet()) {
                Tensor input =
                        Objects.requireNonNull(tensors("inputs.safetensors").get(one.getKey()));
                Tensor alone = model.run(Map.of(one.getKey(), input), Set.of(one.getValue()))
                        .get(one.getValue());
                assertArrayEquals(expected.get(one.getValue()).floats(), alone.floats(), TOLERANCE, one.getValue());
            }
        }
    }

    @Test
    void aPictureEncoderWithoutItsQueryIsRefusedByName() throws IOException {
        for (String name : new String[] {"config.json", "model.safetensors"}) {
            Files.copy(folder().resolve(name), work.resolve(name));
        }
        String config = Files.readString(work.resolve("config.json"));
        Files.writeString(
                work.resolve("config.json"), config.replace("\"vision_use_head\": true", "\"vision_use_head\": false"));
        CheckpointException refused = assertThrows(
                CheckpointException.class, () -> Model.open(work, FP32).close());
        assertTrue(refused.getMessage().contains("vision_use_head"), refused.getMessage());
    }

    private static Map<String, Tensor> tensors(String file) {
        Map<String, Tensor> tensors = new HashMap<>();
        for (Map.Entry<String, StoredTensor> stored :
                Safetensors.list(folder().resolve(file)).entrySet()) {
            tensors.put(stored.getKey(), Safetensors.read(stored.getValue()));
        }
        return tensors;
    }

    private static Path folder() {
        try {
            return Path.of(Objects.requireNonNull(SiglipGoldenTest.class.getResource("/siglip"))
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
