package dev.polyhead.speech;

import dev.polyhead.core.checkpoint.CheckpointException;
import dev.polyhead.core.checkpoint.ConfigJson;
import dev.polyhead.text.tokenizer.Tokenizer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The vocabulary as the transcriber sees it: the tokens that steer the model, those that are times, and text.
 *
 * <p>Ids come from {@code generation_config.json} where it has them, else from the tokenizer.
 */
final class WhisperTokens implements AutoCloseable {
    /** Seconds between neighbouring timestamps. */
    static final double TIME_PRECISION = 0.02;

    private final Tokenizer tokenizer;
    private final int end;
    private final int start;
    private final int noTimestamps;
    private final int previous;
    private final OptionalInt noSpeech;
    private final OptionalInt transcribe;
    private final OptionalInt translate;
    private final Map<String, Integer> languages;
    private final List<Integer> suppressed;
    private final List<Integer> suppressedFirst;

    WhisperTokens(Tokenizer tokenizer, ConfigJson generation) {
        this.tokenizer = tokenizer;
        end = generation.integer("eos_token_id", id("<|endoftext|>"));
        start = generation.integer("decoder_start_token_id", id("<|startoftranscript|>"));
        noTimestamps = generation.integer("no_timestamps_token_id", id("<|notimestamps|>"));
        previous = generation.integer("prev_sot_token_id", id("<|startofprev|>"));
        OptionalInt named = tokenizer.id("<|nospeech|>");
        noSpeech = named.isPresent() ? named : tokenizer.id("<|nocaptions|>");
        suppressed = generation.integers("suppress_tokens");
        suppressedFirst = generation.integers("begin_suppress_tokens");
        Map<String, Integer> found = new LinkedHashMap<>();
        boolean multilingual =
                generation.flag("is_multilingual", tokenizer.id("<|de|>").isPresent());
        if (multilingual) {
            for (String code : Languages.all().keySet()) {
                tokenizer.id("<|" + code + "|>").ifPresent(id -> found.put(code, id));
            }
        }
        languages = Collections.unmodifiableMap(found);
        transcribe = multilingual ? tokenizer.id("<|transcribe|>") : OptionalInt.empty();
        translate = multilingual ? tokenizer.id("<|translate|>") : OptionalInt.empty();
    }

    private int id(String token) {
        return tokenizer.id(token).orElse(-1);
    }

    /** Ends an answer; all ids below it are text. */
    int end() {
        return end;
    }

    /** Begins an answer. */
    int start() {
        return start;
    }

    /** Says that the answer has no timestamps. */
    int noTimestamps() {
        return noTimestamps;
    }

    /** Begins what was said before. */
    int previous() {
        return previous;
    }

    /** Stands for 0 s; the ids after it are later times. */
    int firstTimestamp() {
        return noTimestamps + 1;
    }

    boolean isTimestamp(int id) {
        return id >= firstTimestamp();
    }

    /** Seconds that a timestamp stands for. */
    double seconds(int timestamp) {
        return (timestamp - firstTimestamp()) * TIME_PRECISION;
    }

    OptionalInt noSpeech() {
        return noSpeech;
    }

    /** Codes and tokens of the languages; empty for a model that knows English only. */
    Map<String, Integer> languages() {
        return languages;
    }

    /** Tokens never written when a request asks for the usual ones. */
    List<Integer> suppressed() {
        return suppressed;
    }

    /** Tokens that no answer begins with. */
    List<Integer> suppressedFirst() {
        return suppressedFirst.isEmpty() ? List.of(end) : suppressedFirst;
    }

    /**
     * What an answer's prompt ends with: start, language, task, and whether there are timestamps.
     *
     * @throws IllegalArgumentException if the model does not know the language or cannot translate
     */
    int[] opening(String language, TranscriptionOptions.Task task, boolean withoutTimestamps) {
        List<Integer> opening = new ArrayList<>(List.of(start));
        if (languages.isEmpty()) {
            if (!language.equals("en") || task == TranscriptionOptions.Task.TRANSLATE) {
                throw new IllegalArgumentException(
                        "This model only writes English down, and cannot %s '%s'. Choose a multilingual model."
                                .formatted(task.name().toLowerCase(Locale.ROOT), language));
            }
        } else {
            Integer token = languages.get(language);
            if (token == null) {
                throw new IllegalArgumentException("This model does not know the language '%s'. It knows %s."
                        .formatted(language, String.join(", ", languages.keySet())));
            }
            opening.add(token);
            opening.add((task == TranscriptionOptions.Task.TRANSLATE ? translate : transcribe)
                    .orElseThrow(() -> new CheckpointException("The tokenizer has no token for the task "
                            + task.name().toLowerCase(Locale.ROOT)
                            + ". Take tokenizer.json from the model it belongs to.")));
        }
        if (withoutTimestamps) {
            opening.add(noTimestamps);
        }
        return ids(opening);
    }

    /** Ids of a text. */
    int[] encode(String text) {
        return tokenizer.ids(text);
    }

    /** The text of some ids, without timestamps and special tokens. */
    String decode(int[] ids) {
        return new String(bytes(Arrays.stream(ids).filter(id -> id < end).toArray()), StandardCharsets.UTF_8);
    }

    /** What one token looks like; half a character is U+FFFD. */
    String show(int id) {
        if (isTimestamp(id)) {
            return String.format(Locale.ROOT, "<|%.2f|>", seconds(id));
        }
        return id < end ? new String(tokenizer.bytes(id), StandardCharsets.UTF_8) : tokenizer.token(id);
    }

    byte[] bytes(int[] ids) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int id : ids) {
            out.writeBytes(tokenizer.bytes(id));
        }
        return out.toByteArray();
    }

    static int[] ids(List<Integer> ids) {
        return ids.stream().mapToInt(Integer::intValue).toArray();
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
