package dev.polyhead.cli;

import dev.polyhead.core.onnx.OnnxModel;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/** A way to compute attention that can be measured. */
interface AttentionForm {
    /** Channels of one head, as in BERT. */
    int HEAD = 64;

    /** The forms in the order of the table. */
    static List<AttentionForm> all() {
        return Stream.concat(SpecForm.all().stream(), Stream.of(new RelativeForm(true), new RelativeForm(false)))
                .toList();
    }

    /** What it is called. */
    String name();

    /** Tokens that it needs at least. */
    int shortest();

    /**
     * Bytes that a run is expected to need.
     *
     * @param length tokens
     * @param heads how many
     */
    long estimate(long length, int heads);

    /**
     * The graph: {@code query}, {@code key} and {@code value} as {@code [1, seq, heads * head]} in, {@code mixed} out.
     *
     * @param length tokens
     * @param heads how many
     * @throws IOException if weights that it needs cannot be written to a temporary file
     */
    OnnxModel graph(int length, int heads) throws IOException;
}
