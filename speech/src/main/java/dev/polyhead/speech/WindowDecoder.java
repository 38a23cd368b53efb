package dev.polyhead.speech;

import dev.polyhead.core.generation.Cancellation;
import dev.polyhead.core.generation.Decoding;
import dev.polyhead.core.generation.Encoded;
import dev.polyhead.core.generation.LogitsRule;
import dev.polyhead.core.generation.RepetitionRule;
import dev.polyhead.core.generation.TokenModel;
import dev.polyhead.core.generation.TokenRule;
import dev.polyhead.core.tensor.Tensor;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;

/** Turns a batch of windows into tokens: encoder, language, search, and the times of tokens where they are wanted. */
final class WindowDecoder {
    /** Frames of a window's log-mel picture: 30 s. */
    static final int FRAMES = 3000;

    private final TokenModel model;
    private final WhisperTokens tokens;
    private final CrossAttention attention;
    private final int bands;

    WindowDecoder(TokenModel model, WhisperTokens tokens, CrossAttention attention, int bands) {
        this.model = model;
        this.tokens = tokens;
        this.attention = attention;
        this.bands = bands;
    }

    /** Decodes windows with equal keys at their present temperature. */
    void decode(List<WindowTask> batch) {
        try (BatchEnd end = new BatchEnd(batch)) {
            decode(batch, end.cancellation());
        }
    }

    private void decode(List<WindowTask> batch, Cancellation gone) {
        List<WindowTask> fresh =
                batch.stream().filter(task -> task.encoded() == null).toList();
        List<WindowTask> again =
                batch.stream().filter(task -> task.encoded() != null).toList();
        if (!fresh.isEmpty()) {
            try (Encoded encoded = encode(fresh, gone)) {
                findLanguages(fresh, encoded);
                search(fresh, encoded, gone);
            }
        }
        for (WindowTask task : again) {
            search(List.of(task), Objects.requireNonNull(task.encoded()), gone);
        }
    }

    private Encoded encode(List<WindowTask> batch, Cancellation gone) {
        int size = bands * FRAMES;
        float[] all = new float[batch.size() * size];
        for (int i = 0; i < batch.size(); i++) {
            System.arraycopy(Objects.requireNonNull(batch.get(i).features()), 0, all, i * size, size);
        }
        return model.encode(Map.of("input_features", Tensor.of(all, batch.size(), bands, FRAMES)), gone);
    }

    /** Windows of one recording are listened to together, as far as they are in this batch. */
    private void findLanguages(List<WindowTask> batch, Encoded encoded) {
        if (batch.stream().allMatch(task -> task.language().known())) {
            return;
        }
        List<List<LanguageProbability>> found = languages(encoded);
        Map<SpokenLanguage, List<List<LanguageProbability>>> unknown = new IdentityHashMap<>();
        for (int i = 0; i < batch.size(); i++) {
            SpokenLanguage language = batch.get(i).language();
            if (!language.known()) {
                unknown.computeIfAbsent(language, each -> new ArrayList<>()).add(found.get(i));
            }
        }
        unknown.forEach((language, heard) -> language.found(mean(heard)));
    }

    private static List<LanguageProbability> mean(List<List<LanguageProbability>> heard) {
        Map<String, Double> sums = new LinkedHashMap<>();
        heard.forEach(window ->
                window.forEach(each -> sums.merge(each.language(), each.probability() / heard.size(), Double::sum)));
        return sums.entrySet().stream()
                .map(each -> new LanguageProbability(each.getKey(), each.getValue()))
                .sorted(Comparator.comparingDouble(LanguageProbability::probability)
                        .reversed())
                .toList();
    }

    /** How likely each language is in every window, likeliest first. */
    List<List<LanguageProbability>> languages(Encoded encoded) {
        List<List<LanguageProbability>> all = new ArrayList<>();
        if (tokens.languages().isEmpty()) {
            for (int i = 0; i < encoded.batch(); i++) {
                all.add(List.of(new LanguageProbability("en", 1)));
            }
            return all;
        }
        int[][] start = new int[encoded.batch()][];
        Arrays.fill(start, new int[] {tokens.start()});
        float[] row = new float[model.vocabulary()];
        try (Decoding decoding = model.begin(encoded, encoded.batch(), 1)) {
            FloatBuffer logits = decoding.feed(start);
            for (int i = 0; i < encoded.batch(); i++) {
                logits.get(i * row.length, row);
                all.add(softmax(row));
            }
        }
        return all;
    }

    private List<LanguageProbability> softmax(float[] row) {
        double largest = tokens.languages().values().stream()
                .mapToDouble(id -> row[id])
                .max()
                .orElseThrow();
        double sum = tokens.languages().values().stream()
                .mapToDouble(id -> Math.exp(row[id] - largest))
                .sum();
        return tokens.languages().entrySet().stream()
                .map(each -> new LanguageProbability(each.getKey(), Math.exp(row[each.getValue()] - largest) / sum))
                .sorted(Comparator.comparingDouble(LanguageProbability::probability)
                        .reversed())
                .toList();
    }

    private void search(List<WindowTask> batch, Encoded encoded, Cancellation gone) {
        WindowTask first = batch.get(0);
        List<int[]> prompts = batch.stream().map(task -> task.prompt(tokens)).toList();
        TranscriptionOptions options = first.options();
        int prompt = prompts.get(0).length;
        int context = model.contextLength();
        int longest = options.maxNewTokens() == 0 ? context : Math.min(context, prompt + options.maxNewTokens());
        WindowSearch.Settings settings = new WindowSearch.Settings(
                options.beamSize(),
                options.bestOf(),
                first.temperature(),
                options.patience(),
                options.lengthPenalty(),
                longest,
                options.seed());
        List<BooleanSupplier> cancelled = new ArrayList<>();
        batch.forEach(task -> cancelled.add(task::abandoned));
        WindowSearch search = new WindowSearch(
                model,
                tokens,
                settings,
                rules(batch, settings.rows(), prompt - first.given()),
                (window, ids) ->
                        batch.get(window).owner().partial(batch.get(window).whole(ids)),
                cancelled);
        List<Hypothesis> found = search.run(encoded, prompts, gone);
        for (int i = 0; i < batch.size(); i++) {
            WindowTask task = batch.get(i);
            boolean again = !task.abandoned() && task.owner().hasTime();
            boolean settled = task.settle(answer(task, found.get(i), search.noSpeech(i)), again);
            if (settled && task.options().wordTimestamps() && !task.abandoned()) {
                align(task, encoded, i);
            } else if (!settled && task.encoded() == null) {
                task.keep(encoded.rows(i));
            }
        }
    }

    /** @param prompt where answers begin, including what they have to begin with */
    private List<LogitsRule> rules(List<WindowTask> batch, int rowsOfWindow, int prompt) {
        TranscriptionOptions options = batch.get(0).options();
        List<LogitsRule> rules = new ArrayList<>();
        if (options.repetitionPenalty() != 1) {
            rules.add(new RepetitionRule.Penalty(options.repetitionPenalty()));
        }
        if (options.noRepeatNgramSize() > 0) {
            rules.add(new RepetitionRule.NoRepeatNgram(options.noRepeatNgramSize()));
        }
        if (options.suppressBlank()) {
            rules.add(new TokenRule.SuppressAt(prompt, tokens.suppressedFirst()));
        }
        List<Integer> never = new ArrayList<>();
        for (int token : options.suppressTokens()) {
            if (token == -1) {
                never.addAll(tokens.suppressed());
            } else {
                never.add(token);
            }
        }
        tokens.noSpeech().ifPresent(never::add);
        never.add(tokens.previous());
        never.add(tokens.start());
        rules.add(new TokenRule.Suppress(never));
        if (!options.withoutTimestamps()) {
            rules.add(new TimestampRule(tokens, prompt, options.maxInitialTimestamp()));
            double[] seconds =
                    batch.stream().mapToDouble(WindowTask::secondsToHear).toArray();
            rules.add(new HearOutRule(tokens, prompt, rowsOfWindow, seconds));
        }
        return rules;
    }

    private DecodedWindow answer(WindowTask task, Hypothesis found, double noSpeech) {
        int[] written = found.written();
        List<Integer> ids = new ArrayList<>();
        List<Float> logProbabilities = new ArrayList<>();
        for (int given : task.whole(new int[0])) {
            ids.add(given);
            logProbabilities.add(0f); // nobody chose it
        }
        int length =
                written.length > 0 && written[written.length - 1] == tokens.end() ? written.length - 1 : written.length;
        for (int i = 0; i < length; i++) {
            ids.add(written[i]);
            logProbabilities.add(found.logProbability(i));
        }
        String text = tokens.decode(WhisperTokens.ids(ids)).strip();
        return new DecodedWindow(
                ids,
                logProbabilities,
                found.sum() / (length + 1),
                text,
                CompressionRatio.of(text),
                noSpeech,
                task.temperature(),
                task.language().code());
    }

    private void align(WindowTask task, Encoded encoded, int item) {
        int[] written = WhisperTokens.ids(task.result().ids());
        int[] opening = tokens.opening(
                task.result().language(), task.options().task(), task.options().withoutTimestamps());
        int[] all = Arrays.copyOf(opening, Math.min(model.contextLength(), opening.length + written.length + 1));
        System.arraycopy(written, 0, all, opening.length, all.length - opening.length - 1);
        all[all.length - 1] = tokens.end();
        // an opening timestamp is a part of the prompt: what is said begins with the window
        int told = written.length > 0 && tokens.isTimestamp(written[0]) ? 1 : 0;
        float[][][] weights;
        if (encoded.batch() == 1) {
            weights = attention.of(encoded, all);
        } else {
            try (Encoded alone = encoded.rows(item)) {
                weights = attention.of(alone, all);
            }
        }
        double[] begins = WordAligner.begins(weights, task.frames(), opening.length + told);
        double[] shifted = new double[begins.length + told];
        System.arraycopy(begins, 0, shifted, told, begins.length);
        task.begins(shifted);
    }
}
