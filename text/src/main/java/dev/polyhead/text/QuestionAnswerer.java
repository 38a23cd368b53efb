package dev.polyhead.text;

import dev.polyhead.core.model.Scores;
import dev.polyhead.core.tensor.Tensor;
import dev.polyhead.core.transformer.SpanHead;
import dev.polyhead.text.tokenizer.EncodeOptions;
import dev.polyhead.text.tokenizer.Encoding;
import dev.polyhead.text.tokenizer.Truncation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;

/**
 * The part of a text that answers a question. A long text is read in windows that overlap. Safe for concurrent use.
 */
public final class QuestionAnswerer {
    private final TextModel text;

    /**
     * An answer.
     *
     * @param text what the passage says; empty for "no answer"
     * @param score its probability within its window
     * @param start where it begins in the passage, in UTF-16 units
     * @param end where it ends, exclusive
     */
    public record Answer(String text, double score, int start, int end) {}

    /**
     * How to look.
     *
     * @param topK most answers
     * @param maxAnswerTokens longest answer, in tokens
     * @param maxLength tokens of one window, question and frame included
     * @param stride tokens that neighbouring windows share
     * @param maxQuestionTokens what a longer question is cut to; 0 keeps it whole
     * @param mayBeMissing whether "no answer" is one of the answers
     * @param wholeWords whether an answer is widened to the words it begins and ends in
     */
    public record Options(
            int topK,
            int maxAnswerTokens,
            int maxLength,
            int stride,
            int maxQuestionTokens,
            boolean mayBeMissing,
            boolean wholeWords) {
        public Options {
            if (topK < 1 || maxAnswerTokens < 1 || maxLength < 1 || stride < 0 || maxQuestionTokens < 0) {
                throw new IllegalArgumentException(
                        ("Questions need top_k, max_answer_len and max_seq_len of at least 1 and a doc_stride of at least"
                                        + " 0, not %d, %d, %d, %d.")
                                .formatted(topK, maxAnswerTokens, maxLength, stride));
            }
        }

        /** The reference library's: the best answer of at most 15 tokens, windows of 384 that share 128. */
        public static Options defaults() {
            return new Options(1, 15, 384, 128, 0, false, true);
        }
    }

    /** @throws UnsuitableModelException if the model marks no answers */
    public QuestionAnswerer(TextModel text) {
        text.require(text.has(SpanHead.class), TextTask.QUESTION_ANSWERING);
        this.text = text;
    }

    /** The answers to a question, best first. */
    public List<Answer> answer(String question, String passage, Options options) {
        if (question.isBlank() || passage.isBlank()) {
            throw new IllegalArgumentException("The %s is empty. Give both a question and a passage."
                    .formatted(question.isBlank() ? "question" : "passage"));
        }
        List<Encoding> windows = windows(shortened(question, options.maxQuestionTokens()), passage, options);
        TreeMap<Integer, List<Span>> spans = new TreeMap<>();
        double[] missing = {1e6};
        Batches.GlobalTokens ofQuestion = (encoding, token) -> encoding.sequence(token) != 1;
        new Batches(text, ofQuestion).run(windows, Set.of("start_logits", "end_logits"), (items, outputs) -> {
            for (int row = 0; row < items.size(); row++) {
                Window window = new Window(windows.get(items.get(row)));
                double[] starts = window.scores(outputs.get("start_logits"), row);
                double[] ends = window.scores(outputs.get("end_logits"), row);
                missing[0] = Math.min(missing[0], starts[0] * ends[0]);
                spans.put(items.get(row), window.best(starts, ends, options));
            }
        });
        List<Answer> answers = new ArrayList<>();
        spans.values()
                .forEach(found -> found.forEach(span -> answers.add(
                        new Answer(passage.substring(span.start, span.end), span.score, span.start, span.end))));
        if (options.mayBeMissing()) {
            answers.add(new Answer("", missing[0], 0, 0));
        }
        answers.sort(Comparator.comparingDouble(answer -> -answer.score()));
        return answers.stream().distinct().limit(options.topK()).toList();
    }

    private String shortened(String question, int most) {
        Encoding encoding = text.tokenizer().encode(question, EncodeOptions.plain());
        return most == 0 || encoding.length() <= most ? question : question.substring(0, encoding.end(most - 1));
    }

    private List<Encoding> windows(String question, String passage, Options options) {
        int limit = Math.min(options.maxLength(), text.maxLength());
        int room = limit
                - text.tokenizer()
                        .encode(question, "", EncodeOptions.defaults())
                        .length();
        if (room < 1) {
            throw new TooLongException(limit - room + 1, limit);
        }
        EncodeOptions cut = EncodeOptions.defaults()
                .withMaxLength(limit)
                .withTruncation(Truncation.ONLY_SECOND)
                .withWindows(Math.min(options.stride(), room / 2));
        Encoding first = text.tokenizer().encode(question, passage, cut);
        List<Encoding> windows = new ArrayList<>(List.of(first));
        windows.addAll(first.overflow());
        return windows;
    }

    private record Span(int start, int end, double score) {}

    /** One window of the passage with the question. */
    private final class Window {
        private final Encoding encoding;
        private final int classify;

        Window(Encoding encoding) {
            this.encoding = encoding;
            String token = text.tokenizer().special().cls();
            OptionalInt id =
                    token == null ? OptionalInt.empty() : text.tokenizer().id(token);
            this.classify = id.orElse(-1);
        }

        /** Probabilities over the passage's tokens; the first token, where models say "no answer", takes part. */
        double[] scores(Tensor logits, int row) {
            float[] values = new float[encoding.length()];
            logits.floatBuffer().position(row * values.length).get(values);
            for (int i = 0; i < values.length; i++) {
                if (encoding.sequence(i) != 1 && encoding.id(i) != classify) {
                    values[i] = -10000f; // the reference's number, whose exponential is zero
                }
            }
            return Scores.softmax(values);
        }

        List<Span> best(double[] starts, double[] ends, Options options) {
            List<Span> spans = new ArrayList<>();
            List<int[]> pairs = new ArrayList<>();
            for (int start = 0; start < starts.length; start++) {
                int last = Math.min(ends.length, start + options.maxAnswerTokens());
                for (int end = start; encoding.sequence(start) == 1 && end < last; end++) {
                    if (encoding.sequence(end) == 1) {
                        pairs.add(new int[] {start, end});
                    }
                }
            }
            pairs.sort(Comparator.comparingDouble(pair -> -starts[pair[0]] * ends[pair[1]]));
            for (int[] pair : pairs.subList(0, Math.min(pairs.size(), options.topK()))) {
                double score = starts[pair[0]] * ends[pair[1]];
                spans.add(
                        options.wholeWords()
                                ? new Span(wordStart(pair[0]), wordEnd(pair[1]), score)
                                : new Span(encoding.start(pair[0]), encoding.end(pair[1]), score));
            }
            return spans;
        }

        private int wordStart(int token) {
            int first = token;
            while (first > 0 && encoding.sequence(first - 1) == 1 && sameWord(first - 1, token)) {
                first--;
            }
            return encoding.start(first);
        }

        private int wordEnd(int token) {
            int last = token;
            while (last + 1 < encoding.length() && encoding.sequence(last + 1) == 1 && sameWord(last + 1, token)) {
                last++;
            }
            return encoding.end(last);
        }

        private boolean sameWord(int a, int b) {
            return encoding.word(a) >= 0 && encoding.word(a) == encoding.word(b);
        }
    }
}
