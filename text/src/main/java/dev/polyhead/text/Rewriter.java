package dev.polyhead.text;

import dev.polyhead.core.checkpoint.ConfigJson;
import dev.polyhead.core.generation.Cancellation;
import dev.polyhead.core.generation.Encoded;
import dev.polyhead.core.generation.GenerationConfig;
import dev.polyhead.core.model.Blueprint;
import dev.polyhead.core.tensor.Tensor;
import dev.polyhead.text.tokenizer.Encoding;
import dev.polyhead.text.tokenizer.Tokenizer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.MissingResourceException;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Makes a text from another with an encoder-decoder: summaries (T5, BART) and translations (T5, Marian, mBART). What a model
 * wants around a text, a prefix or codes of languages, is added here. Safe for concurrent use.
 */
public final class Rewriter {
    private static final String MARIAN_LANGUAGE = ">>%s<<";
    private static final String MBART_LANGUAGE = "[a-z]{2,3}_[A-Z]{2}";

    private final TextModel text;
    private final Tokenizer tokenizer;
    private final Writing writing;

    /** @throws UnsuitableModelException if the model does not write a text about another */
    public Rewriter(TextModel text) {
        text.require(
                text.model().blueprint() instanceof Blueprint.EncoderDecoder
                        && text.model().generates(),
                TextTask.TEXT2TEXT_GENERATION);
        this.text = text;
        this.tokenizer = text.tokenizer();
        this.writing = new Writing(text);
    }

    /** The checkpoint's own options. */
    public GenerationConfig config() {
        return writing.base();
    }

    /** Says a text in fewer words. */
    public Written summarize(String input, WritingOptions options) {
        return summarize(input, options, TextListener.NONE, new Cancellation()).get(0);
    }

    /** Says a text in fewer words; several answers where the options ask for them. */
    public List<Written> summarize(
            String input, WritingOptions options, TextListener listener, Cancellation cancellation) {
        Task task = task("summarization", isT5() ? "summarize: " : "");
        return run(tokenizer.encode(task.prefix + input), task.options(options), listener, cancellation);
    }

    /**
     * Says a text in another language.
     *
     * @param source the language it is in, as a code ({@code en}); null where the model knows only one
     * @param target the language wanted; null where the model knows only one
     * @throws IllegalArgumentException if a model of several languages is not told which, or does not know it
     */
    public Written translate(String input, @Nullable String source, @Nullable String target, WritingOptions options) {
        return translate(input, source, target, options, TextListener.NONE, new Cancellation())
                .get(0);
    }

    /** Says a text in another language; several answers where the options ask for them. */
    public List<Written> translate(
            String input,
            @Nullable String source,
            @Nullable String target,
            WritingOptions options,
            TextListener listener,
            Cancellation cancellation) {
        if (isT5()) {
            Task task = t5Translation(source, target);
            return run(tokenizer.encode(task.prefix + input), task.options(options), listener, cancellation);
        }
        List<String> languages = languages();
        if (languages.isEmpty() || input.startsWith(">>")) {
            if (languages.isEmpty()) {
                requirePair(source, target);
            }
            Task task = task("translation", "");
            return run(tokenizer.encode(task.prefix + input), task.options(options), listener, cancellation);
        }
        String to = language(target, languages, "target");
        if (languages.get(0).matches(MBART_LANGUAGE)) {
            return mbart(
                    input,
                    language(source == null ? "en" : source, languages, "source"),
                    to,
                    options,
                    listener,
                    cancellation);
        }
        Encoding encoding = tokenizer.encode(MARIAN_LANGUAGE.formatted(to) + " " + input);
        return run(encoding, options, listener, cancellation);
    }

    /** A model of one pair of languages takes no others. */
    private void requirePair(@Nullable String source, @Nullable String target) {
        String from = tokenizer.settings().sourceLanguage();
        String to = tokenizer.settings().targetLanguage();
        if ((source != null && !isSame(source, from)) || (target != null && !isSame(target, to))) {
            throw new IllegalArgumentException(
                    from.isEmpty() || to.isEmpty()
                            ? "The model knows one pair of languages and does not say which, so leave out both."
                            : "The model translates from '%s' into '%s', not from '%s' into '%s'. Choose another."
                                    .formatted(from, to, source == null ? from : source, target == null ? to : target));
        }
    }

    /** Whether two codes mean one language: {@code de}, {@code deu} and {@code de_DE} do. */
    private static boolean isSame(String asked, String known) {
        return !known.isEmpty() && (asked.equalsIgnoreCase(known) || iso3(asked).equals(iso3(known)));
    }

    private static String iso3(String code) {
        try {
            return Locale.forLanguageTag(code.replace('_', '-')).getISO3Language();
        } catch (MissingResourceException unknown) {
            return code;
        }
    }

    /** Whether a translation has to be asked for by its language. */
    public boolean choosesLanguages() {
        return isT5() || !languages().isEmpty();
    }

    /** Gives the model a text as it is, without prefix or codes. */
    public List<Written> rewrite(
            String input, WritingOptions options, TextListener listener, Cancellation cancellation) {
        return run(tokenizer.encode(input), options, listener, cancellation);
    }

    /** Codes of the languages a multilingual model can be asked for; empty where it knows only one pair. */
    public List<String> languages() {
        boolean mbart = text.config().text("model_type").equals("mbart");
        return tokenizer.vocabulary().keySet().stream()
                .filter(token -> mbart ? token.matches(MBART_LANGUAGE) : token.matches(">>.+<<"))
                .map(token -> mbart ? token : token.substring(2, token.length() - 2))
                .sorted()
                .toList();
    }

    private boolean isT5() {
        return List.of("t5", "mt5", "umt5").contains(text.model().modelType());
    }

    /** A prefix and options that {@code config.json} keeps for a task. */
    private record Task(String prefix, Optional<ConfigJson> parameters) {
        WritingOptions options(WritingOptions asked) {
            return asked.adjustedFirst(this::applied);
        }

        private GenerationConfig applied(GenerationConfig config) {
            GenerationConfig merged = config;
            if (parameters.isPresent()) {
                for (Map.Entry<String, tools.jackson.databind.JsonNode> option :
                        parameters.get().json().properties()) {
                    if (!option.getKey().equals("prefix")) {
                        merged = merged.with(option.getKey(), option.getValue());
                    }
                }
            }
            return merged;
        }
    }

    private Task task(String name, String prefix) {
        Optional<ConfigJson> parameters =
                text.config().object("task_specific_params").flatMap(tasks -> tasks.object(name));
        String ofModel = text.config().text("prefix", prefix);
        return new Task(parameters.map(own -> own.text("prefix", ofModel)).orElse(ofModel), parameters);
    }

    private Task t5Translation(@Nullable String source, @Nullable String target) {
        if (target == null) {
            throw new IllegalArgumentException(
                    "The model translates into several languages. Say which, for example tgt_lang: \"de\".");
        }
        String from = source == null ? "en" : source;
        return task(
                "translation_%s_to_%s".formatted(from, target),
                "translate %s to %s: ".formatted(name(from), name(target)));
    }

    private static String name(String code) {
        String name = Locale.forLanguageTag(code.replace('_', '-')).getDisplayLanguage(Locale.ENGLISH);
        if (name.isEmpty() || name.equalsIgnoreCase(code)) {
            throw new IllegalArgumentException(
                    "'%s' is no code of a language. Write it as in en, de, fr or ro.".formatted(code));
        }
        return name;
    }

    private static String language(@Nullable String asked, List<String> languages, String which) {
        if (asked == null) {
            throw new IllegalArgumentException(
                    "The model knows several languages. Name the %s, one of %s.".formatted(which, languages));
        }
        return languages.stream()
                .filter(language -> language.equalsIgnoreCase(asked) || language.startsWith(asked + "_"))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("The model does not know the %s language '%s'. It knows %s."
                                .formatted(which, asked, languages)));
    }

    /** mBART frames a text by the code of its language and begins the answer with the code of the other. */
    private List<Written> mbart(
            String input,
            String from,
            String to,
            WritingOptions options,
            TextListener listener,
            Cancellation cancellation) {
        int[] frame = tokenizer.encode("").ids();
        int end = tokenizer.requireId("</s>");
        boolean codeFirst = frame.length > 0 && frame[0] != end;
        int code = tokenizer.requireId(from);
        IntStream words = Arrays.stream(tokenizer.ids(input));
        int[] ids = (codeFirst
                        ? IntStream.concat(IntStream.of(code), IntStream.concat(words, IntStream.of(end)))
                        : IntStream.concat(words, IntStream.of(end, code)))
                .toArray();
        int target = tokenizer.requireId(to);
        WritingOptions forced = options.adjustedFirst(config -> config.with("forced_bos_token_id", target));
        return run(Encoding.ofIds(ids), forced, listener, cancellation);
    }

    private List<Written> run(
            Encoding encoding, WritingOptions options, TextListener listener, Cancellation cancellation) {
        int[] ids = encoding.ids();
        int limit = text.maxLength();
        if (ids.length > limit) {
            if (!options.truncate()) {
                throw new TooLongException(ids.length, limit);
            }
            // The last token ends the text for the encoder, so it stays.
            int last = ids[ids.length - 1];
            ids = Arrays.copyOf(ids, limit);
            ids[limit - 1] = last;
        }
        if (ids.length == 0) {
            throw new IllegalArgumentException("The text is empty, and so is its frame. Give some text.");
        }
        long[] wide = Arrays.stream(ids).asLongStream().toArray();
        Map<String, Tensor> read = Map.of("input_ids", Tensor.of(wide, 1, wide.length));
        try (Encoded source = writing.model().encode(read, cancellation)) {
            return writing.write(
                    List.of(new int[0]), source, List.of(ids), new int[] {ids.length}, options, listener, cancellation);
        }
    }
}
