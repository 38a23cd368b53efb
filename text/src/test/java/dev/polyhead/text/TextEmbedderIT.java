package dev.polyhead.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.polyhead.core.model.ModelOptions;
import dev.polyhead.core.runtime.Precision;
import dev.polyhead.text.tokenizer.EncodeOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The sentence model that ships, on real sentences. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TextEmbedderIT {
    /** What the product promises of the int8 embedding of any text. */
    private static final double LEAST_INT8_COSINE = 0.99;

    private TextModel model;
    private TextEmbedder embedder;

    @BeforeAll
    void open() {
        Path folder = SharedData.repository().resolve("models/all-MiniLM-L6-v2");
        model = TextModel.open(folder, ModelOptions.defaults().with(Precision.FP32));
        embedder = new TextEmbedder(model);
    }

    @AfterAll
    void close() {
        model.close();
    }

    @Test
    void sentencesLieWhereTheReferencePutsThem() throws IOException {
        JsonNode oracle = JsonMapper.shared()
                .readTree(Files.readString(SharedData.path("data/oracles/embeddings_reference.json")));
        JsonNode expected = oracle.path("models").path("minilm");
        List<String> sentences =
                oracle.path("sentences").valueStream().map(JsonNode::asString).toList();
        List<float[]> vectors =
                embedder.embed(sentences, TextEmbedder.Options.defaults()).vectors();
        for (int i = 0; i < sentences.size(); i++) {
            assertEquals(384, vectors.get(i).length);
            for (int j = 0; j < sentences.size(); j++) {
                double cosine = TextEmbedder.cosine(vectors.get(i), vectors.get(j));
                // The shipped weights are int8, the oracle's are float32.
                assertEquals(expected.path("cosine_matrix").get(i).get(j).asDouble(), cosine, 0.02);
            }
        }
    }

    @Test
    void theFloatWeightsGiveTheReferencesVectors() throws IOException {
        JsonNode oracle = JsonMapper.shared()
                .readTree(Files.readString(SharedData.path("data/oracles/embeddings_reference.json")));
        JsonNode expected = oracle.path("models").path("minilm");
        try (TextModel exact = TextModel.open(SharedData.checkpoint("all-MiniLM-L6-v2"), ModelOptions.defaults())) {
            TextEmbedder floats = new TextEmbedder(exact);
            List<float[]> vectors = new ArrayList<>();
            oracle.path("sentences").forEach(sentence -> vectors.add(floats.embed(sentence.asString())));
            for (int i = 0; i < vectors.size(); i++) {
                for (int channel = 0; channel < 8; channel++) {
                    double number = expected.path("first8").get(i).get(channel).asDouble();
                    assertEquals(number, vectors.get(i)[channel], 5e-4); // the file holds float16
                }
                assertTrue(cosineOfBeginning(expected.path("first8").get(i), vectors.get(i)) >= 0.9999);
                for (int j = 0; j < vectors.size(); j++) {
                    double cosine = TextEmbedder.cosine(vectors.get(i), vectors.get(j));
                    assertEquals(expected.path("cosine_matrix").get(i).get(j).asDouble(), cosine, 5e-4);
                }
            }
        }
    }

    /** Of the numbers that the oracle lists. */
    private static double cosineOfBeginning(JsonNode listed, float[] vector) {
        float[] wanted = new float[listed.size()];
        for (int i = 0; i < wanted.length; i++) {
            wanted[i] = (float) listed.get(i).asDouble();
        }
        double product = 0;
        double square = 0;
        double wantedSquare = 0;
        for (int i = 0; i < wanted.length; i++) {
            product += wanted[i] * vector[i];
            square += vector[i] * vector[i];
            wantedSquare += wanted[i] * wanted[i];
        }
        return product / Math.sqrt(square * wantedSquare);
    }

    @Test
    void closenessAgreesWithPeopleAsWellAsTheReferenceDoes() throws IOException {
        SentencePairs pairs =
                SentencePairs.read(SharedData.path("data/text/stsb").resolve("stsb-en-dev.csv"));
        assertEquals(0.8669, pairs.agreement(embed(embedder, pairs)), 0.002);
        try (TextModel floats = TextModel.open(SharedData.checkpoint("all-MiniLM-L6-v2"), ModelOptions.defaults())) {
            assertEquals(0.8672, pairs.agreement(embed(new TextEmbedder(floats), pairs)), 0.002);
        }
    }

    @Test
    void integersComeCloseToTheFloats() throws IOException {
        SentencePairs pairs =
                SentencePairs.read(SharedData.path("data/text/stsb").resolve("stsb-en-dev.csv"));
        List<float[]> floats = embed(embedder, pairs);
        Path folder = SharedData.repository().resolve("models/all-MiniLM-L6-v2");
        try (TextModel integers = TextModel.open(folder, ModelOptions.defaults().with(Precision.INT8))) {
            List<float[]> vectors = embed(new TextEmbedder(integers), pairs);
            DoubleSummaryStatistics cosines = IntStream.range(0, vectors.size())
                    .mapToDouble(i -> TextEmbedder.cosine(floats.get(i), vectors.get(i)))
                    .summaryStatistics();
            assertTrue(cosines.getMin() >= LEAST_INT8_COSINE, cosines::toString);
            assertEquals(pairs.agreement(floats), pairs.agreement(vectors), 0.005);
        }
    }

    private static List<float[]> embed(TextEmbedder embedder, SentencePairs pairs) {
        return embedder.embed(pairs.texts(), TextEmbedder.Options.defaults()).vectors();
    }

    @Test
    void aTextHasTheSameVectorAloneAndAmongOthers() {
        List<String> texts =
                List.of("A cat.", "A dog sleeps.", "Two cats sleep.", "", "Ein längerer Satz über das Meer.");
        List<float[]> together =
                embedder.embed(texts, TextEmbedder.Options.defaults()).vectors();
        for (int i = 0; i < texts.size(); i++) {
            assertArrayEquals(embedder.embed(texts.get(i)), together.get(i), 1e-6f, texts.get(i));
        }
    }

    @Test
    void aLongTextIsAnErrorUnlessItMayBeCut() {
        assertEquals(256, embedder.maxLength()); // not the 128 that tokenizer.json bakes in
        String longText = String.join(" ", Collections.nCopies(300, "word"));
        TooLongException e = assertThrows(TooLongException.class, () -> embedder.embed(longText));
        assertEquals(302, e.tokens());
        assertEquals(256, e.limit());
        TextEmbedder.Embeddings cut = embedder.embed(
                List.of(longText), TextEmbedder.Options.defaults().truncating());
        assertEquals(256, cut.tokens());
    }

    @Test
    void fewerDimensionsKeepUnitLength() {
        float[] vector = embedder.embed(
                        List.of("A cat."), new TextEmbedder.Options(null, false, EncodeOptions.Side.RIGHT, 64))
                .vectors()
                .get(0);
        assertEquals(64, vector.length);
        assertEquals(1, TextEmbedder.cosine(vector, vector), 1e-6);
        assertThrows(
                IllegalArgumentException.class,
                () -> embedder.embed(
                        List.of("x"), new TextEmbedder.Options(null, false, EncodeOptions.Side.RIGHT, 385)));
    }

    @Test
    void tokensGiveTheVectorOfTheirText() {
        int[] ids = model.tokenizer().encode("A cat.").ids();
        float[] vector = embedder.embedTokens(List.of(ids), 0).vectors().get(0);
        assertArrayEquals(embedder.embed("A cat."), vector, 1e-6f);
    }

    @Test
    void strangeTextsHaveVectorsToo() {
        for (String strange : List.of("", " ", "\uD800", "\0", "😀", "\u200B")) {
            for (float number : embedder.embed(strange)) {
                assertTrue(Float.isFinite(number));
            }
        }
    }

    @Test
    void aSentenceModelFillsNoMasks() {
        UnsuitableModelException e = assertThrows(UnsuitableModelException.class, () -> new MaskFiller(model));
        assertTrue(e.getMessage().contains("feature-extraction"), e.getMessage());
    }
}
