package dev.polyhead.text;

import dev.polyhead.core.model.Scores;
import dev.polyhead.core.tensor.Tensor;
import dev.polyhead.core.transformer.LanguageModelHead;
import dev.polyhead.text.tokenizer.EncodeOptions;
import dev.polyhead.text.tokenizer.Encoding;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;

/** Words for the masks of a text. Safe for concurrent use. */
public final class MaskFiller {
    private final TextModel text;
    private final String mask;
    private final int maskId;

    /**
     * A word for a mask.
     *
     * @param score its probability; among the targets, if there are any, it is still that among all words
     * @param token its id
     * @param word its text
     * @param sequence the whole text with this word in place
     */
    public record Fill(double score, int token, String word, String sequence) {}

    /** @throws UnsuitableModelException if the model was not trained with masks */
    public MaskFiller(TextModel text) {
        String token = text.tokenizer().special().mask();
        boolean fills = text.has(LanguageModelHead.class) && !text.model().generates();
        text.require(fills && token != null, TextTask.FILL_MASK);
        this.text = text;
        this.mask = token == null ? "" : token;
        this.maskId = text.tokenizer().requireId(mask);
    }

    /** The token that stands for the word that is looked for. */
    public String mask() {
        return mask;
    }

    /**
     * The likeliest words for each mask, in the order of the text.
     *
     * @param input a text with at least one {@link #mask()}
     * @param topK most words of one mask
     * @param targets words to choose from; empty for the whole vocabulary
     * @param truncate whether a text past the model's length may be cut
     * @throws IllegalArgumentException if the text has no mask
     */
    public List<List<Fill>> fill(String input, int topK, List<String> targets, boolean truncate) {
        if (topK < 1) {
            throw new IllegalArgumentException("top_k is %d. Ask for at least 1 word.".formatted(topK));
        }
        Encoding encoding = text.encode(input, truncate);
        int[] ids = encoding.ids();
        int[] masks =
                IntStream.range(0, ids.length).filter(i -> ids[i] == maskId).toArray();
        if (masks.length == 0) {
            throw new IllegalArgumentException("The text has no %s%s. Put it where the word is missing."
                    .formatted(mask, encoding.dropped() > 0 ? " within the model's length" : ""));
        }
        int[] wanted = targets.stream().mapToInt(this::target).distinct().toArray();
        List<List<Fill>> answers = new ArrayList<>();
        new Batches(text, Batches.GlobalTokens.NONE).run(List.of(encoding), Set.of("logits"), (items, outputs) -> {
            Tensor logits = outputs.get("logits"); // [1, seq, vocab]
            int vocabulary = logits.dimension(2);
            for (int at : masks) {
                float[] row = new float[vocabulary];
                logits.floatBuffer().position(at * vocabulary).get(row);
                answers.add(best(Scores.softmax(row), topK, wanted, ids, at, masks.length == 1));
            }
        });
        return answers;
    }

    private List<Fill> best(double[] scores, int topK, int[] wanted, int[] ids, int at, boolean alone) {
        double[] among = scores;
        int count = topK;
        if (wanted.length > 0) {
            among = new double[scores.length];
            Arrays.fill(among, -1);
            for (int id : wanted) {
                among[id] = scores[id];
            }
            count = Math.min(topK, wanted.length);
        }
        List<Fill> fills = new ArrayList<>();
        for (int id : Scores.order(among, count)) {
            int[] filled = ids.clone();
            filled[at] = id;
            fills.add(new Fill(
                    scores[id],
                    id,
                    text.tokenizer().decode(new int[] {id}, false),
                    // With further masks these stay visible, and so does the frame.
                    text.tokenizer().decode(filled, alone)));
        }
        return fills;
    }

    /** The token of a target: the word itself, or the first piece of it. */
    private int target(String word) {
        OptionalInt known = text.tokenizer().id(word);
        if (known.isPresent()) {
            return known.getAsInt();
        }
        int[] pieces = text.tokenizer().encode(word, EncodeOptions.plain()).ids();
        if (pieces.length == 0) {
            throw new IllegalArgumentException("The target '%s' is no word. Leave it out.".formatted(word));
        }
        return pieces[0];
    }
}
