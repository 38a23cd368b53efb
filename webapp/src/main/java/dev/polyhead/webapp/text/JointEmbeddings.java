package dev.polyhead.webapp.text;

import dev.polyhead.text.TextEmbedder;
import java.util.List;

/** Vectors of texts and pictures in one space; a bean of whichever feature has such models. */
public interface JointEmbeddings {
    /** Whether a model is one of them. */
    boolean takes(String model);

    /**
     * Vectors of texts.
     *
     * @param dimensions leading numbers to keep; 0 for all
     */
    TextEmbedder.Embeddings texts(String model, List<String> texts, int dimensions);

    /**
     * Vectors of pictures.
     *
     * @param pictures files of any format
     * @param dimensions leading numbers to keep; 0 for all
     */
    TextEmbedder.Embeddings pictures(String model, List<byte[]> pictures, int dimensions);
}
