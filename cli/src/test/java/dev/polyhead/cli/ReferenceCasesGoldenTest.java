package dev.polyhead.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.polyhead.core.checkpoint.Safetensors;
import dev.polyhead.core.checkpoint.StoredTensor;
import dev.polyhead.core.model.Model;
import dev.polyhead.core.model.ModelOptions;
import dev.polyhead.core.runtime.Device;
import dev.polyhead.core.runtime.Precision;
import dev.polyhead.core.tensor.Tensor;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Every reference checkpoint through the commands a user has: the same numbers, the same tokens. */
class ReferenceCasesGoldenTest {
    /** Of the reference's own float32 arithmetic, absolute and relative; sums are taken in another order here. */
    private static final float TOLERANCE = 1e-4f;

    /** Vectors of unit length have numbers well below one, and a tenth of the room. */
    private static final float NORMALIZED_TOLERANCE = 1e-5f;

    private static final int EXPECTED_CASES = 18;

    @TempDir
    Path work;

    @TestFactory
    Stream<DynamicTest> runGivesTheReferencesNumbers() throws IOException {
        return cases().stream().map(folder -> DynamicTest.dynamicTest(name(folder), () -> compareRun(folder)));
    }

    @TestFactory
    Stream<DynamicTest> generateGivesTheReferencesTokens() throws IOException {
        return tokens(cases());
    }

    private Stream<DynamicTest> tokens(List<Path> folders) throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (Path folder : folders) {
            Path spec = folder.resolve("generation.json");
            if (Files.exists(spec)) {
                JsonNode json = JsonMapper.shared().readTree(Files.readString(spec));
                json.get("options")
                        .properties()
                        .forEach(mode -> tests.add(DynamicTest.dynamicTest(
                                name(folder) + " " + mode.getKey(),
                                () -> compareTokens(folder, json, mode.getKey(), mode.getValue()))));
            }
        }
        return tests.stream();
    }

    /**
     * Checkpoints with the options that the cases do not have: other head sizes, untied heads, scaled rotary positions,
     * windows by layer, two vocabularies. Made by {@code it/families.py --golden} with transformers 5.23.0, torch 2.15.0,
     * float32 on a CPU.
     */
    @TestFactory
    Stream<DynamicTest> otherOptionsGiveTheReferencesNumbersToo() throws IOException {
        return options().stream().map(folder -> DynamicTest.dynamicTest(name(folder), () -> compareRun(folder)));
    }

    @TestFactory
    Stream<DynamicTest> otherOptionsGiveTheReferencesTokensToo() throws IOException {
        return tokens(options());
    }

    /** A graph for one output leaves out what only others need: in a last block, every token that no head looks at. */
    @TestFactory
    Stream<DynamicTest> anOutputAskedForByItselfIsTheSame() throws IOException {
        return Stream.concat(cases().stream(), options().stream())
                .map(folder -> DynamicTest.dynamicTest(name(folder), () -> compareOneByOne(folder)));
    }

    private static List<Path> options() throws IOException {
        URL url = ReferenceCasesGoldenTest.class.getResource("/families");
        try (Stream<Path> folders = Files.list(Path.of(URI.create(String.valueOf(url))))) {
            return folders.sorted().toList();
        }
    }

    private static List<Path> cases() throws IOException {
        Path root = root();
        Assumptions.assumeTrue(
                root != null, "the reference cases are not beside the checkout (../shared/reference/cases)");
        try (Stream<Path> folders = Files.list(root)) {
            List<Path> cases = folders.filter(Files::isDirectory).sorted().toList();
            assertTrue(cases.size() >= EXPECTED_CASES, "only " + cases.size() + " cases found");
            return cases;
        }
    }

    static Path root() {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            Path cases = folder.resolve("shared/reference/cases");
            if (Files.isDirectory(cases)) {
                return cases;
            }
        }
        return null;
    }

    private static String name(Path folder) {
        return folder.getFileName().toString();
    }

    private void compareRun(Path folder) {
        Path out = work.resolve("out.safetensors");
        int code = Polyhead.execute(
                "run",
                folder.toString(),
                "--inputs",
                folder.resolve("inputs.safetensors").toString(),
                "--output",
                out.toString());
        assertEquals(0, code);
        Map<String, StoredTensor> actual = Safetensors.list(out);
        Safetensors.list(folder.resolve("expected.safetensors")).forEach((name, expected) -> {
            assertTrue(actual.containsKey(name), "no " + name + " among " + actual.keySet());
            same(name, Safetensors.read(expected), Safetensors.read(actual.get(name)));
        });
    }

    private static void compareOneByOne(Path folder) {
        Map<String, Tensor> given = new LinkedHashMap<>();
        Safetensors.list(folder.resolve("inputs.safetensors"))
                .forEach((name, tensor) -> given.put(name, Safetensors.read(tensor)));
        ModelOptions exact = ModelOptions.defaults().with(Precision.FP32).with(Device.CPU);
        try (Model model = Model.open(folder, exact)) {
            Safetensors.list(folder.resolve("expected.safetensors")).forEach((name, expected) -> {
                Tensor alone = model.run(given, Set.of(name)).get(name);
                same(name, Safetensors.read(expected), Objects.requireNonNull(alone));
            });
        }
    }

    private static void same(String name, Tensor expected, Tensor actual) {
        assertArrayEquals(expected.shape(), actual.shape(), name);
        float tolerance = name.endsWith("_embeds") || name.endsWith("normalized") ? NORMALIZED_TOLERANCE : TOLERANCE;
        float[] e = expected.floats();
        float[] a = actual.floats();
        for (int i = 0; i < e.length; i++) {
            if (Float.isNaN(e[i])) {
                continue; // what stands at padding does not count
            }
            float room = tolerance * (1 + Math.abs(e[i]));
            assertTrue(Math.abs(e[i] - a[i]) <= room, "%s[%d]: %s, not %s".formatted(name, i, a[i], e[i]));
        }
    }

    private void compareTokens(Path folder, JsonNode spec, String mode, JsonNode options) throws IOException {
        Path ids =
                Files.writeString(work.resolve("ids.json"), spec.get("prompt").toString());
        Path out = work.resolve("got.json");
        List<String> command = new ArrayList<>(
                List.of("generate", folder.toString(), "--ids", ids.toString(), "--output", out.toString()));
        options.properties().forEach(option -> {
            command.add("--" + option.getKey().replace('_', '-'));
            if (!option.getValue().equals(JsonMapper.shared().getNodeFactory().booleanNode(true))) {
                command.add(
                        option.getValue().isString()
                                ? option.getValue().asString()
                                : option.getValue().toString());
            }
        });
        assertEquals(0, Polyhead.execute(command.toArray(String[]::new)));
        assertEquals(spec.get(mode), JsonMapper.shared().readTree(Files.readString(out)));
    }
}
