package dev.polyhead.speech;

import dev.polyhead.core.generation.Cancellation;
import dev.polyhead.core.generation.Decoding;
import dev.polyhead.core.generation.Encoded;
import dev.polyhead.core.generation.LogitsRule;
import dev.polyhead.core.generation.Sampler;
import dev.polyhead.core.generation.TokenModel;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Searches the likeliest answer for each of some windows side by side: greedy, drawn at a temperature (best of several),
 * or by a beam with patience. A window whose answer is complete leaves the batch.
 *
 * <p>It drives the model's key-value cache itself because Whisper's search asks for more than a plain generation does:
 * the probability of no speech in the middle of the prompt, patience (Kasai et al. 2022), and windows that are cancelled
 * one by one.
 */
final class WindowSearch {
    /** Hears of the best text so far of a window. */
    interface Watcher {
        void written(int window, int[] ids);
    }

    /**
     * How one window is searched.
     *
     * @param beam hypotheses kept; 1 for greedy
     * @param samples answers drawn where the temperature is above 0
     * @param temperature 0 for no chance
     * @param patience finished hypotheses waited for, as a multiple of the beam
     * @param lengthPenalty exponent of the length
     * @param longest most tokens of a sequence, prompt included
     * @param seed of what is drawn
     */
    record Settings(
            int beam, int samples, double temperature, double patience, double lengthPenalty, int longest, long seed) {
        int rows() {
            return temperature > 0 ? samples : beam;
        }
    }

    private final TokenModel model;
    private final WhisperTokens tokens;
    private final Settings settings;
    private final List<LogitsRule> rules;
    private final Watcher watcher;
    private final List<BooleanSupplier> cancelled;
    private final int vocabulary;
    private final double[] noSpeech;

    WindowSearch(
            TokenModel model,
            WhisperTokens tokens,
            Settings settings,
            List<LogitsRule> rules,
            Watcher watcher,
            List<BooleanSupplier> cancelled) {
        this.model = model;
        this.tokens = tokens;
        this.settings = settings;
        this.rules = List.copyOf(rules);
        this.watcher = watcher;
        this.cancelled = List.copyOf(cancelled);
        vocabulary = model.vocabulary();
        noSpeech = new double[cancelled.size()];
    }

    /** Probability of no speech of every window, once {@link #run} is through. */
    double noSpeech(int window) {
        return noSpeech[window];
    }

    /**
     * Finds the answers.
     *
     * @param source the windows
     * @param prompts one a window, all equally long
     * @param gone ends the step that is being taken
     * @return the best hypothesis of each window
     * @throws dev.polyhead.core.runtime.Cancelled if nobody waits for any window
     */
    List<Hypothesis> run(Encoded source, List<int[]> prompts, Cancellation gone) {
        int per = settings.rows();
        List<Item> active = new ArrayList<>();
        for (int i = 0; i < prompts.size(); i++) {
            active.add(new Item(i, prompts.get(i), per));
        }
        List<Item> all = List.copyOf(active);
        try (Decoding decoding = model.begin(source, per * prompts.size(), settings.longest());
                Cancellation.Registration told = gone.onCancel(decoding::interrupt)) {
            FloatBuffer logits = feedPrompt(decoding, prompts, per);
            while (true) {
                advance(active, logits, per);
                active.forEach(item -> watcher.written(item.window, item.best().written()));
                List<Item> left =
                        active.stream().filter(item -> !item.complete()).toList();
                if (left.isEmpty()) {
                    break;
                }
                continueWith(decoding, active, left, per);
                active = new ArrayList<>(left);
                int[][] next = new int[active.size() * per][1];
                for (int i = 0; i < next.length; i++) {
                    next[i][0] = active.get(i / per).live[i % per].last();
                }
                logits = decoding.feed(next);
            }
        }
        return all.stream().map(Item::best).toList();
    }

    private FloatBuffer feedPrompt(Decoding decoding, List<int[]> prompts, int per) {
        int opening = indexOf(prompts.get(0), tokens.start()) + 1;
        FloatBuffer logits = decoding.feed(repeated(prompts, per, 0, opening));
        float[] row = new float[vocabulary];
        float[] scratch = new float[vocabulary];
        if (tokens.noSpeech().isPresent()) {
            for (int i = 0; i < prompts.size(); i++) {
                logits.get(i * per * vocabulary, row);
                noSpeech[i] = Math.exp(row[tokens.noSpeech().getAsInt()] - LogSum.of(row, scratch));
            }
        }
        int length = prompts.get(0).length;
        return opening == length ? logits : decoding.feed(repeated(prompts, per, opening, length));
    }

    private static int[][] repeated(List<int[]> prompts, int per, int from, int to) {
        int[][] rows = new int[prompts.size() * per][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = Arrays.copyOfRange(prompts.get(i / per), from, to);
        }
        return rows;
    }

    private static int indexOf(int[] ids, int wanted) {
        for (int i = 0; i < ids.length; i++) {
            if (ids[i] == wanted) {
                return i;
            }
        }
        throw new IllegalArgumentException(
                "The prompt %s lacks the start token %d.".formatted(Arrays.toString(ids), wanted));
    }

    /** Keeps the rows that go on, in the order in which their hypotheses stand now. */
    private static void continueWith(Decoding decoding, List<Item> before, List<Item> left, int per) {
        int[] parents = new int[left.size() * per];
        boolean same = left.size() == before.size();
        int at = 0;
        for (Item item : left) {
            int base = before.indexOf(item) * per;
            for (int r = 0; r < per; r++) {
                parents[at] = base + item.parents[r];
                same &= parents[at] == at;
                at++;
            }
        }
        if (!same) {
            decoding.reorder(parents);
        }
    }

    private void advance(List<Item> active, FloatBuffer logits, int per) {
        // every row is some 50 000 numbers to edit and to sum up: worth a thread where there are several
        IntStream rows = IntStream.range(0, active.size());
        (active.size() * per > 2 ? rows.parallel() : rows).forEach(i -> {
            Item item = active.get(i);
            item.cancelled = cancelled.get(item.window).getAsBoolean();
            if (!item.cancelled) {
                item.advance(logits, i * per);
            }
        });
    }

    /** One window: its hypotheses, and the rows of the cache that they go on from. */
    private final class Item {
        private final int window;
        private final Hypothesis[] live;
        private final int[] parents;
        private final boolean[] ended;
        private final List<Hypothesis> finished = new ArrayList<>();
        private final @Nullable Sampler sampler;
        private final float[] row = new float[vocabulary];
        private final float[] scratch = new float[vocabulary];
        private boolean fresh = true;
        private volatile boolean cancelled;

        Item(int window, int[] prompt, int per) {
            this.window = window;
            live = new Hypothesis[per];
            Arrays.fill(live, new Hypothesis(prompt));
            parents = IntStream.range(0, per).toArray();
            ended = new boolean[per];
            sampler = settings.temperature() > 0
                    ? Sampler.multinomial(settings.seed() + 31L * Math.round(settings.temperature() * 1000))
                    : null;
        }

        void advance(FloatBuffer logits, int base) {
            if (settings.temperature() > 0 || settings.beam() == 1) {
                for (int r = 0; r < live.length; r++) {
                    extend(logits, base + r, r);
                }
            } else {
                branch(logits, base);
            }
            fresh = false;
        }

        /** Appends one token to a row: the likeliest, or one that is drawn. */
        private void extend(FloatBuffer logits, int at, int r) {
            if (ended[r]) {
                live[r] = live[r].with(tokens.end(), 0);
                return;
            }
            load(logits, at, live[r]);
            int token = sampler == null ? largest(row) : sampler.choose(tempered());
            double logProbability = row[token] - LogSum.of(row, scratch);
            live[r] = live[r].with(token, logProbability);
            if (token == tokens.end()) {
                ended[r] = true;
                finished.add(live[r]);
            }
        }

        private float[] tempered() {
            float scale = (float) (1 / settings.temperature());
            for (int i = 0; i < row.length; i++) {
                scratch[i] = row[i] * scale;
            }
            return scratch;
        }

        /** One step of beam search: the best continuations of all hypotheses, finished ones put aside. */
        private void branch(FloatBuffer logits, int base) {
            int width = live.length;
            List<Branch> branches = new ArrayList<>();
            for (int r = 0; r < (fresh ? 1 : width); r++) {
                load(logits, base + r, live[r]);
                double sum = LogSum.of(row, scratch);
                for (int token : largest(row, width + 1)) {
                    if (row[token] > Float.NEGATIVE_INFINITY) {
                        branches.add(new Branch(r, token, row[token] - sum, live[r].sum() + row[token] - sum));
                    }
                }
            }
            branches.sort(Comparator.comparingDouble(Branch::sum).reversed());
            Hypothesis[] next = new Hypothesis[width];
            int kept = 0;
            for (Branch each : branches) {
                Hypothesis longer = live[each.row].with(each.token, each.logProbability);
                if (each.token == tokens.end()) {
                    finished.add(longer);
                } else {
                    parents[kept] = each.row;
                    next[kept++] = longer;
                    if (kept == width) {
                        break;
                    }
                }
            }
            if (kept == 0) {
                Arrays.fill(ended, true); // nothing may follow but the end
                return;
            }
            for (int r = kept; r < width; r++) { // fewer continuations than rows: the last one stands in
                next[r] = next[kept - 1];
                parents[r] = parents[kept - 1];
            }
            System.arraycopy(next, 0, live, 0, width);
        }

        private void load(FloatBuffer logits, int at, Hypothesis hypothesis) {
            logits.get(at * vocabulary, row);
            int index = window * live.length;
            for (LogitsRule rule : rules) {
                rule.apply(index, hypothesis.ids(), hypothesis.length(), row);
            }
        }

        boolean complete() {
            if (cancelled || live[0].length() >= settings.longest()) {
                return true;
            }
            if (settings.temperature() > 0 || settings.beam() == 1) {
                for (boolean each : ended) {
                    if (!each) {
                        return false;
                    }
                }
                return true;
            }
            return ended[0] || finished.size() >= Math.round(settings.beam() * settings.patience());
        }

        Hypothesis best() {
            Hypothesis best = null;
            for (Hypothesis each : finished) {
                if (best == null || each.score(settings.lengthPenalty()) > best.score(settings.lengthPenalty())) {
                    best = each;
                }
            }
            return best != null ? best : live[0];
        }
    }

    private record Branch(int row, int token, double logProbability, double sum) {}

    private static int largest(float[] row) {
        float max = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < row.length; i++) {
            max = Math.max(max, row[i]);
        }
        for (int i = 0; i < row.length; i++) {
            if (row[i] == max) {
                return i;
            }
        }
        throw new IllegalStateException("The model's logits are not numbers.");
    }

    private static int[] largest(float[] row, int count) {
        int[] best = new int[count];
        float[] values = new float[count];
        Arrays.fill(values, Float.NEGATIVE_INFINITY);
        int filled = 0;
        for (int i = 0; i < row.length; i++) {
            if (row[i] > values[count - 1] || filled < count) {
                int at = Math.min(filled, count - 1);
                while (at > 0 && values[at - 1] < row[i]) {
                    values[at] = values[at - 1];
                    best[at] = best[at - 1];
                    at--;
                }
                values[at] = row[i];
                best[at] = i;
                filled = Math.min(count, filled + 1);
            }
        }
        return best;
    }
}
