package dev.polyhead.text;

import static dev.polyhead.text.TinyCheckpoint.floats;
import static dev.polyhead.text.TinyCheckpoint.ids;
import static dev.polyhead.text.TinyCheckpoint.text;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.polyhead.core.generation.Cancellation;
import dev.polyhead.core.generation.GenerationConfig;
import dev.polyhead.core.model.LabelScore;
import dev.polyhead.core.model.ModelOptions;
import dev.polyhead.core.model.Scores;
import dev.polyhead.core.runtime.Precision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The tasks on the tiny checkpoints of the reference library, with its own logits and ids. */
class TasksGoldenTest {
    @TempDir
    private Path temp;

    private TextModel open(TinyCheckpoint checkpoint) {
        return TextModel.open(checkpoint.folder(), ModelOptions.defaults().with(Precision.FP32));
    }

    /** The first row of a case's input that has no padding. */
    private static int wholeRow(String reference, int length) throws IOException {
        float[] mask = floats(reference, "inputs.safetensors", "attention_mask");
        return IntStream.range(0, mask.length / length)
                .filter(row -> IntStream.range(0, length).allMatch(i -> mask[row * length + i] == 1))
                .findFirst()
                .orElseThrow();
    }

    private static int[] row(float[] all, int row, int length) {
        return IntStream.range(row * length, (row + 1) * length)
                .map(i -> (int) all[i])
                .toArray();
    }

    @Test
    void labelsHaveTheProbabilitiesOfTheReferencesLogits() throws IOException {
        String reference = "distilbert-sequence-classification";
        int row = wholeRow(reference, 11);
        int[] ids = row(floats(reference, "inputs.safetensors", "input_ids"), row, 11);
        float[] logits = floats(reference, "expected.safetensors", "logits");
        int labels = logits.length / 2;
        float[] own = Arrays.copyOfRange(logits, row * labels, (row + 1) * labels);
        try (TextModel model = open(TinyCheckpoint.of(reference, temp.resolve("m")))) {
            assertEquals(TextTask.TEXT_CLASSIFICATION, model.task());
            List<LabelScore> found = new TextClassifier(model).classify(text(ids), labels, false);
            double[] expected = Scores.softmax(own);
            assertEquals(labels, found.size());
            for (LabelScore label : found) {
                int index = Integer.parseInt(label.label().substring("LABEL_".length()));
                assertEquals(expected[index], label.score(), 1e-5);
            }
            assertTrue(found.get(0).score() >= found.get(labels - 1).score());
        }
        TinyCheckpoint several = TinyCheckpoint.of(reference, temp.resolve("several"))
                .config(config -> config.put("problem_type", "multi_label_classification"));
        try (TextModel model = open(several)) {
            LabelScore best =
                    new TextClassifier(model).classify(text(ids), 1, false).get(0);
            float highest = own[Integer.parseInt(best.label().substring("LABEL_".length()))];
            assertEquals(1 / (1 + Math.exp(-highest)), best.score(), 1e-5);
        }
    }

    @Test
    void wordsForAMaskHaveTheProbabilitiesOfTheReferencesLogits() throws IOException {
        String reference = "roberta-masked-lm";
        int row = wholeRow(reference, 13);
        int[] ids = row(floats(reference, "inputs.safetensors", "input_ids"), row, 13);
        int at = IntStream.range(1, 12)
                .filter(i -> Arrays.stream(ids).filter(id -> id == ids[i]).count() == 1)
                .findFirst()
                .orElseThrow();
        float[] logits = floats(reference, "expected.safetensors", "logits");
        int from = (row * 13 + at) * 120;
        double[] expected = Scores.softmax(Arrays.copyOfRange(logits, from, from + 120));
        TinyCheckpoint checkpoint = TinyCheckpoint.of(reference, temp).tokenizer("mask_token", "t" + ids[at]);
        try (TextModel model = open(checkpoint)) {
            MaskFiller filler = new MaskFiller(model);
            List<MaskFiller.Fill> fills =
                    filler.fill(text(ids), 4, List.of(), false).get(0);
            assertArrayEquals(
                    Scores.order(expected, 4),
                    fills.stream().mapToInt(MaskFiller.Fill::token).toArray());
            fills.forEach(fill -> assertEquals(expected[fill.token()], fill.score(), 1e-5));
            assertTrue(fills.get(0).sequence().contains(" " + fills.get(0).word() + " "));
            List<MaskFiller.Fill> chosen =
                    filler.fill(text(ids), 5, List.of("t7", "t9"), false).get(0);
            assertEquals(2, chosen.size());
            assertEquals(expected[chosen.get(0).token()], chosen.get(0).score(), 1e-5);
            assertThrows(IllegalArgumentException.class, () -> filler.fill("t3 t4", 1, List.of(), false));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt2-causal-lm", "llama-causal-lm"})
    void continuationsAreTheReferences(String reference) throws IOException {
        JsonNode golden = TinyCheckpoint.generation(reference);
        int[] prompt = ids(golden.path("prompt").get(0));
        try (TextModel model = open(TinyCheckpoint.of(reference, temp))) {
            TextGenerator generator = new TextGenerator(model);
            for (Map.Entry<String, JsonNode> asked : golden.path("options").properties()) {
                Written written = generator.complete(
                        text(prompt), WritingOptions.defaults().adjusted(config -> with(config, asked.getValue())));
                int[] all = ids(golden.path(asked.getKey()).get(0));
                assertArrayEquals(
                        Arrays.copyOfRange(all, prompt.length, all.length),
                        written.tokens().stream().mapToInt(TokenChoice::id).toArray(),
                        asked.getKey());
                assertEquals(prompt.length, written.promptTokens());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"t5-relu", "t5-gated-gelu", "bart", "marian"})
    void textsAboutTextsAreTheReferences(String reference) throws IOException {
        JsonNode golden = TinyCheckpoint.generation(reference);
        int[] source = ids(golden.path("prompt").get(0));
        try (TextModel model = open(TinyCheckpoint.of(reference, temp))) {
            assertEquals(TextTask.TEXT2TEXT_GENERATION, model.task());
            Rewriter rewriter = new Rewriter(model);
            for (Map.Entry<String, JsonNode> asked : golden.path("options").properties()) {
                WritingOptions options = WritingOptions.defaults().adjusted(config -> with(config, asked.getValue()));
                Written written = rewriter.rewrite(text(source), options, TextListener.NONE, new Cancellation())
                        .get(0);
                int[] all = ids(golden.path(asked.getKey()).get(0));
                assertArrayEquals(
                        Arrays.copyOfRange(all, 1, all.length),
                        written.tokens().stream().mapToInt(TokenChoice::id).toArray(),
                        asked.getKey());
            }
        }
    }

    private static GenerationConfig with(GenerationConfig config, JsonNode options) {
        GenerationConfig merged = config;
        for (Map.Entry<String, JsonNode> option : options.properties()) {
            merged = merged.with(option.getKey(), option.getValue());
        }
        return merged;
    }

    @Test
    void t5sPrefixesAndOptionsComeFromItsConfig() throws IOException {
        TinyCheckpoint checkpoint = TinyCheckpoint.of("t5-relu", temp).config(config -> {
            ObjectNode tasks = config.putObject("task_specific_params");
            tasks.putObject("summarization").put("prefix", "t5 t6 ").put("max_new_tokens", 3);
            tasks.putObject("translation_en_to_de").put("prefix", "t8 ").put("max_new_tokens", 2);
        });
        try (TextModel model = open(checkpoint)) {
            Rewriter rewriter = new Rewriter(model);
            Written summary = rewriter.summarize("t9 t10", WritingOptions.defaults());
            assertEquals(4, summary.promptTokens());
            assertEquals(3, summary.tokens().size());
            Written translation = rewriter.translate("t9 t10", "en", "de", WritingOptions.defaults());
            assertEquals(3, translation.promptTokens());
            assertEquals(2, translation.tokens().size());
            assertThrows(
                    IllegalArgumentException.class,
                    () -> rewriter.translate("t9", "en", null, WritingOptions.defaults()));
        }
    }

    @Test
    void answersLieInThePassageAndCoverWholeWords() throws IOException {
        TinyCheckpoint checkpoint = TinyCheckpoint.of("bert-encoder", temp)
                .config(config -> config.putArray("architectures").add("BertForQuestionAnswering"));
        int hidden = new tools.jackson.databind.json.JsonMapper()
                .readTree(java.nio.file.Files.readString(temp.resolve("config.json")))
                .path("hidden_size")
                .asInt();
        float[][] weight = new float[2][hidden];
        for (int i = 0; i < hidden; i++) {
            weight[0][i] = (float) Math.sin(i + 1);
            weight[1][i] = (float) Math.cos(2 * i);
        }
        checkpoint.weights(Map.of("qa_outputs.weight", weight, "qa_outputs.bias", new float[][] {{0.1f, -0.1f}}));
        try (TextModel model = open(checkpoint)) {
            QuestionAnswerer answerer = new QuestionAnswerer(model);
            String passage = text(IntStream.range(20, 90).toArray());
            QuestionAnswerer.Options options = new QuestionAnswerer.Options(3, 4, 30, 8, 0, false, true);
            List<QuestionAnswerer.Answer> answers = answerer.answer("t1 t2 t3", passage, options);
            assertEquals(3, answers.size());
            for (QuestionAnswerer.Answer answer : answers) {
                assertEquals(passage.substring(answer.start(), answer.end()), answer.text());
                assertTrue(answer.text().split(" ").length <= 4, answer.text());
                assertFalse(answer.text().startsWith(" "), answer.text());
            }
            assertTrue(answers.get(0).score() >= answers.get(1).score());
            assertThrows(IllegalArgumentException.class, () -> answerer.answer(" ", passage, options));
        }
    }

    @Test
    void labelsOfOnesOwnNeedAModelOfEntailment() throws IOException {
        TinyCheckpoint plain = TinyCheckpoint.of("bert-sequence-classification", temp.resolve("plain"));
        try (TextModel model = open(plain)) {
            assertThrows(UnsuitableModelException.class, () -> new ZeroShotTextClassifier(model));
        }
        TinyCheckpoint entailing = TinyCheckpoint.of("bert-sequence-classification", temp.resolve("nli"))
                .config(config -> {
                    ObjectNode labels = config.putObject("id2label");
                    List<String> names = List.of("contradiction", "neutral", "entailment", "x", "y");
                    IntStream.range(0, 5).forEach(i -> labels.put(String.valueOf(i), names.get(i)));
                });
        try (TextModel model = open(entailing)) {
            ZeroShotTextClassifier classifier = new ZeroShotTextClassifier(model);
            List<LabelScore> one =
                    classifier.classify("t9 t10 t11", List.of("t20", "t30", "t40"), "t7 {}", false, false);
            assertEquals(1, one.stream().mapToDouble(LabelScore::score).sum(), 1e-9);
            List<LabelScore> each = classifier.classify("t9 t10 t11", List.of("t20", "t30"), "t7 {}", true, false);
            LabelScore alone = classifier
                    .classify("t9 t10 t11", List.of("t30"), "t7 {}", true, false)
                    .get(0);
            assertTrue(each.stream().anyMatch(label -> label.equals(alone)), each + " " + alone);
            assertThrows(
                    IllegalArgumentException.class,
                    () -> classifier.classify("t9", List.of("t20"), "no place", false, false));
        }
    }

    @Test
    void attentionRowsAddUpToOne() throws IOException {
        try (TextModel model = open(TinyCheckpoint.of("marian", temp))) {
            List<AttentionMap> maps = AttentionMap.of(model, "t3 t4 t5", "t6 t7", 50);
            assertEquals(
                    List.of(AttentionMap.Kind.CROSS, AttentionMap.Kind.ENCODER, AttentionMap.Kind.DECODER),
                    maps.stream().map(AttentionMap::kind).toList());
            AttentionMap cross = maps.get(0);
            assertEquals(3, cross.queries().size()); // the start token in front
            assertEquals(3, cross.keys().size());
            for (AttentionMap map : maps) {
                float[] weights = map.layers().get(0).floats();
                for (int from = 0; from < weights.length; from += map.keys().size()) {
                    double sum = 0;
                    for (int i = 0; i < map.keys().size(); i++) {
                        sum += weights[from + i];
                    }
                    assertEquals(1, sum, 1e-5);
                }
            }
            assertThrows(TooLongException.class, () -> AttentionMap.of(model, "t3 t4 t5", "t6", 2));
        }
    }
}
