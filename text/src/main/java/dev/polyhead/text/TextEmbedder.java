package dev.polyhead.text;

import dev.polyhead.core.model.Blueprint;
import dev.polyhead.core.tensor.Tensor;
import dev.polyhead.text.tokenizer.EncodeOptions;
import dev.polyhead.text.tokenizer.Encoding;
import dev.polyhead.text.tokenizer.Truncation;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Vectors for texts, whose cosine says how close their meanings are. Reimers and Gurevych 2019. A text has the same vector
 * alone or among others. Safe for concurrent use.
 */
public final class TextEmbedder {
    private static final String IN_GRAPH = "mean_pooled_normalized";

    private final TextModel text;
    private final EmbeddingRecipe recipe;
    private final int maxLength;
    private final Reader reader;

    /**
     * How to embed.
     *
     * @param prompt name of one of {@link #prompts()}, put before every text; null for the checkpoint's default
     * @param truncate whether a text past the model's length may be cut
     * @param cut which end of such a text goes
     * @param dimensions leading numbers of each vector to keep, made unit length again; 0 for all
     */
    public record Options(@Nullable String prompt, boolean truncate, EncodeOptions.Side cut, int dimensions) {
        public Options {
            if (dimensions < 0) {
                throw new IllegalArgumentException(
                        "A vector cannot have %d dimensions. Give a positive number.".formatted(dimensions));
            }
        }

        /** No cut of text or vector, the default prompt. */
        public static Options defaults() {
            return new Options(null, false, EncodeOptions.Side.RIGHT, 0);
        }

        /** The same with the end of a long text cut off. */
        public Options truncating() {
            return new Options(prompt, true, EncodeOptions.Side.RIGHT, dimensions);
        }
    }

    /**
     * Vectors of some texts.
     *
     * @param vectors one a text, in the order of the texts
     * @param tokens how many tokens were read in all
     */
    public record Embeddings(List<float[]> vectors, int tokens) {}

    /**
     * A text as the model reads it.
     *
     * @param encoding its tokens
     * @param skipped leading tokens that do not take part
     */
    record Reading(Encoding encoding, int skipped) {}

    /** Makes whole vectors of texts, in their order. */
    interface Reader {
        List<float[]> read(List<Reading> texts);
    }

    /** @throws UnsuitableModelException if the model gives no vectors, as a model that writes text */
    public TextEmbedder(TextModel text) {
        boolean describesItself = Files.exists(text.model().folder().resolve("modules.json"));
        boolean reads = text.model().blueprint() instanceof Blueprint.EncoderOnly;
        text.require(
                reads || (describesItself && text.model().outputs().contains("last_hidden_state")),
                TextTask.FEATURE_EXTRACTION);
        this.text = text;
        this.recipe = EmbeddingRecipe.read(text.model().folder());
        int ownLimit = recipe.maxLength() > 0 ? recipe.maxLength() : text.maxLength();
        this.maxLength = Math.min(ownLimit, text.positions());
        this.reader = this::read;
    }

    private TextEmbedder(TextEmbedder other, Reader reader) {
        this.text = other.text;
        this.recipe = other.recipe;
        this.maxLength = other.maxLength;
        this.reader = reader;
    }

    /** The same with somebody else between the texts and the model. */
    TextEmbedder through(Reader between) {
        return new TextEmbedder(this, between);
    }

    /** Numbers of one vector. */
    public int dimensions() {
        return recipe.width(text.config().integer("hidden_size"));
    }

    /** One more than the highest token the model knows. */
    public int vocabulary() {
        return text.vocabulary();
    }

    /** Most tokens of a text, frame included. */
    public int maxLength() {
        return maxLength;
    }

    /** The checkpoint's prompts by name ({@code config_sentence_transformers.json}). */
    public Map<String, String> prompts() {
        return recipe.prompts();
    }

    /** The vector of one text. */
    public float[] embed(String input) {
        return embed(List.of(input), Options.defaults()).vectors().get(0);
    }

    /**
     * The vectors of some texts, in their order.
     *
     * @throws TooLongException if a text is longer than the model sees and must not be cut
     * @throws IllegalArgumentException if there is no such prompt, or more dimensions are asked for than there are
     */
    public Embeddings embed(List<String> inputs, Options options) {
        String prompt = recipe.prompt(options.prompt());
        List<Encoding> encodings = new ArrayList<>();
        for (String input : inputs) {
            encodings.add(encode(prompt + input, options));
        }
        int skipped = recipe.poolsPrompt() || prompt.isEmpty() ? 0 : promptTokens(prompt);
        return embedEncodings(encodings, skipped, options.dimensions());
    }

    private Encoding encode(String input, Options options) {
        if (options.truncate()) {
            EncodeOptions cut =
                    EncodeOptions.defaults().withMaxLength(maxLength).withSide(options.cut());
            return text.tokenizer().encode(input, cut);
        }
        return text.encode(input, null, maxLength, false, Truncation.LONGEST_FIRST);
    }

    /**
     * The vectors of texts that are already tokens of this model, frame included.
     *
     * @throws TooLongException if there are more tokens than the model sees
     */
    public Embeddings embedTokens(List<int[]> inputs, int dimensions) {
        List<Encoding> encodings = new ArrayList<>();
        for (int[] ids : inputs) {
            if (ids.length == 0) {
                throw new IllegalArgumentException("A list of token ids is empty. Give at least one token.");
            }
            if (ids.length > maxLength) {
                throw new TooLongException(ids.length, maxLength);
            }
            encodings.add(Encoding.ofIds(ids));
        }
        return embedEncodings(encodings, 0, dimensions);
    }

    private int promptTokens(String prompt) {
        Encoding encoding = text.tokenizer().encode(prompt, EncodeOptions.defaults());
        int length = encoding.length();
        return length > 0 && encoding.isSpecial(length - 1) ? length - 1 : length;
    }

    private Embeddings embedEncodings(List<Encoding> encodings, int skipped, int dimensions) {
        if (dimensions > dimensions()) {
            throw new IllegalArgumentException("The model's vectors have %d dimensions, not %d. Ask for fewer."
                    .formatted(dimensions(), dimensions));
        }
        List<float[]> vectors = reader.read(encodings.stream()
                .map(encoding -> new Reading(encoding, skipped))
                .toList());
        return new Embeddings(
                dimensions == 0
                        ? vectors
                        : vectors.stream()
                                .map(vector -> EmbeddingRecipe.shortened(vector, dimensions))
                                .toList(),
                encodings.stream().mapToInt(Encoding::length).sum());
    }

    /** Reads texts with the model; what texts of equal length skip may differ. */
    List<float[]> read(List<Reading> texts) {
        boolean inGraph = recipe.isMeanNormalized()
                && texts.stream().allMatch(reading -> reading.skipped == 0)
                && text.model().outputs().contains(IN_GRAPH);
        String output = inGraph ? IN_GRAPH : "last_hidden_state";
        List<float[]> vectors = new ArrayList<>(Collections.nCopies(texts.size(), new float[0]));
        List<Encoding> encodings = texts.stream().map(Reading::encoding).toList();
        new Batches(text, Batches.GlobalTokens.NONE).run(encodings, Set.of(output), (items, outputs) -> {
            Tensor states = outputs.get(output);
            for (int row = 0; row < items.size(); row++) {
                int item = items.get(row);
                vectors.set(item, inGraph ? row(states, row) : recipe.vector(states, row, texts.get(item).skipped));
            }
        });
        return vectors;
    }

    private static float[] row(Tensor vectors, int row) {
        float[] vector = new float[vectors.dimension(1)];
        FloatBuffer all = vectors.floatBuffer();
        all.position(row * vector.length).get(vector);
        return vector;
    }

    /** The cosine of two vectors, from -1 to 1. */
    public static double cosine(float[] a, float[] b) {
        double dot = 0;
        double ofA = 0;
        double ofB = 0;
        for (int i = 0; i < a.length; i++) {
            dot += (double) a[i] * b[i];
            ofA += (double) a[i] * a[i];
            ofB += (double) b[i] * b[i];
        }
        return ofA == 0 || ofB == 0 ? 0 : dot / Math.sqrt(ofA * ofB);
    }
}
