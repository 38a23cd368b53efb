package dev.polyhead.text;

import dev.polyhead.core.checkpoint.ConfigJson;
import dev.polyhead.core.model.Blueprint;
import dev.polyhead.core.model.Model;
import dev.polyhead.core.model.ModelOptions;
import dev.polyhead.core.transformer.Head;
import dev.polyhead.core.transformer.InputLayer;
import dev.polyhead.core.transformer.LanguageModelHead;
import dev.polyhead.core.transformer.SequenceClassifier;
import dev.polyhead.core.transformer.SpanHead;
import dev.polyhead.core.transformer.TokenClassifier;
import dev.polyhead.core.transformer.WordInput;
import dev.polyhead.text.tokenizer.EncodeOptions;
import dev.polyhead.text.tokenizer.Encoding;
import dev.polyhead.text.tokenizer.Tokenizer;
import dev.polyhead.text.tokenizer.Truncation;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A checkpoint with its tokenizer. Serves any number of threads; holds native memory until closed. */
public final class TextModel implements AutoCloseable {
    private final Model model;
    private final Tokenizer tokenizer;
    private final boolean ownsModel;

    private TextModel(Model model, Tokenizer tokenizer, boolean ownsModel) {
        this.model = model;
        this.tokenizer = tokenizer;
        this.ownsModel = ownsModel;
    }

    /**
     * Opens a checkpoint folder.
     *
     * @throws dev.polyhead.core.checkpoint.CheckpointException if the config or the weights are not what they should be
     * @throws dev.polyhead.text.tokenizer.TokenizerException if the tokenizer is missing or broken
     */
    public static TextModel open(Path folder, ModelOptions options) {
        Tokenizer tokenizer = Tokenizer.open(folder);
        try {
            return new TextModel(Model.open(folder, options), tokenizer, true);
        } catch (RuntimeException e) {
            tokenizer.close();
            throw e;
        }
    }

    /** A model that somebody else closes, with the tokenizer of its folder, which is closed with this. */
    public static TextModel of(Model model) {
        return new TextModel(model, Tokenizer.open(model.folder()), false);
    }

    public Model model() {
        return model;
    }

    public Tokenizer tokenizer() {
        return tokenizer;
    }

    public ConfigJson config() {
        return model.config();
    }

    /** What the model is made for. */
    public TextTask task() {
        if (model.blueprint() instanceof Blueprint.EncoderDecoder && has(LanguageModelHead.class)) {
            return TextTask.TEXT2TEXT_GENERATION;
        }
        return Map.<Class<? extends Head>, TextTask>of(
                        SequenceClassifier.class, TextTask.TEXT_CLASSIFICATION,
                        TokenClassifier.class, TextTask.TOKEN_CLASSIFICATION,
                        SpanHead.class, TextTask.QUESTION_ANSWERING,
                        LanguageModelHead.class, model.generates() ? TextTask.TEXT_GENERATION : TextTask.FILL_MASK)
                .entrySet()
                .stream()
                .filter(head -> has(head.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(TextTask.FEATURE_EXTRACTION);
    }

    /** Whether one of the model's heads is of a kind. */
    boolean has(Class<? extends Head> kind) {
        return heads().stream().anyMatch(kind::isInstance);
    }

    private List<Head> heads() {
        if (model.blueprint() instanceof Blueprint.EncoderOnly encoder) {
            return encoder.heads();
        }
        if (model.blueprint() instanceof Blueprint.DecoderOnly decoder) {
            return decoder.heads();
        }
        return model.blueprint() instanceof Blueprint.EncoderDecoder both ? both.heads() : List.of();
    }

    /** Refuses the model unless it can do a task. */
    void require(boolean can, TextTask task) {
        if (!can) {
            throw new UnsuitableModelException("'%s' (%s) is made for %s and cannot do %s. Choose a model of that task."
                    .formatted(model.folder().getFileName(), model.modelType(), task().id(), task.id()));
        }
    }

    /** One more than the highest token the model knows. */
    public int vocabulary() {
        return config().integer("vocab_size", tokenizer.size());
    }

    /** Most tokens of one input, frame included; {@link Integer#MAX_VALUE} where neither model nor tokenizer ends. */
    public int maxLength() {
        int ofTokenizer = tokenizer.settings().modelMaxLength();
        int limit = ofTokenizer > 0 ? ofTokenizer : Integer.MAX_VALUE;
        return Math.min(limit, positions());
    }

    /** Most tokens the model's positions reach. */
    int positions() {
        InputLayer input;
        if (model.blueprint() instanceof Blueprint.EncoderOnly encoder) {
            input = encoder.stack().input();
        } else if (model.blueprint() instanceof Blueprint.DecoderOnly decoder) {
            input = decoder.stack().input();
        } else if (model.blueprint() instanceof Blueprint.EncoderDecoder both) {
            input = both.encoder().input();
        } else {
            throw new UnsuitableModelException("'%s' (%s) is no text model. Choose one that reads text."
                    .formatted(model.folder().getFileName(), model.modelType()));
        }
        return input instanceof WordInput words ? words.longest() : Integer.MAX_VALUE;
    }

    /**
     * Encodes a text or a pair for the model.
     *
     * @param limit most tokens
     * @param truncate whether a longer text may be cut
     * @param way which text of a pair gives way
     * @throws TooLongException if it is longer and must not be cut
     */
    Encoding encode(String text, @Nullable String pair, int limit, boolean truncate, Truncation way) {
        Encoding whole = tokenizer.encode(text, pair, EncodeOptions.defaults());
        if (whole.length() <= limit) {
            return whole;
        }
        if (!truncate) {
            throw new TooLongException(whole.length(), limit);
        }
        EncodeOptions cut = EncodeOptions.defaults().withMaxLength(limit).withTruncation(way);
        return tokenizer.encode(text, pair, cut);
    }

    Encoding encode(String text, boolean truncate) {
        return encode(text, null, maxLength(), truncate, Truncation.LONGEST_FIRST);
    }

    @Override
    public void close() {
        tokenizer.close();
        if (ownsModel) {
            model.close();
        }
    }
}
