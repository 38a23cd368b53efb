package dev.polyhead.webapp.transcription;

import dev.polyhead.speech.Languages;
import dev.polyhead.speech.SubtitleOptions;
import dev.polyhead.speech.TranscriptFormat;
import dev.polyhead.speech.TranscriptionOptions;
import dev.polyhead.speech.TranscriptionOptions.Task;
import dev.polyhead.speech.VadOptions;
import dev.polyhead.webapp.errors.ApiException;
import dev.polyhead.webapp.uploads.FormFields;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a request for a transcription asks for: OpenAI's fields, and beyond them faster-whisper's under its names.
 *
 * @param model id or alias
 * @param options how to transcribe
 * @param format how to write the answer
 * @param subtitles how to lay out subtitles
 * @param words whether the answer lists words
 * @param segments whether the answer lists segments
 * @param logProbabilities whether the answer lists the tokens' log-probabilities
 * @param stream whether the answer comes bit by bit
 * @param candidates languages the recording may be in; empty for any
 */
record TranscriptionFields(
        String model,
        TranscriptionOptions options,
        TranscriptFormat format,
        SubtitleOptions subtitles,
        boolean words,
        boolean segments,
        boolean logProbabilities,
        boolean stream,
        List<String> candidates) {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Set<TranscriptFormat> STREAMED = Set.of(TranscriptFormat.JSON, TranscriptFormat.TEXT);

    /** Windows decoded side by side where a recording is cut by voice activity and nothing else is asked for. */
    private static final int BATCH = 8;

    /**
     * Reads the fields.
     *
     * @param task what the address does; empty where a field says it
     * @throws ApiException 400 that names the field
     */
    static TranscriptionFields read(FormFields fields, Optional<Task> task) {
        try {
            return readAll(fields, task);
        } catch (IllegalArgumentException e) {
            throw refused(e);
        }
    }

    /** What speech says of options that make no sense, as a 400: its sentences begin with the name of the field. */
    static ApiException refused(IllegalArgumentException e) {
        String sentence = String.valueOf(e.getMessage());
        String first = sentence.split(" ", 2)[0];
        String param = first.matches("[a-z]+(_[a-z]+)+|patience|temperature") ? first : null;
        return ApiException.badRequest(sentence.contains("the language '") ? "language" : param, sentence);
    }

    private static TranscriptionFields readAll(FormFields fields, Optional<Task> task) {
        refuseSpeakers(fields);
        String model = fields.text("model")
                .orElseThrow(() -> ApiException.badRequest(
                        "model", "'model' is missing. Give the id of a speech model; GET /v1/models lists them."));
        TranscriptFormat format = format(fields);
        Set<String> granularities = granularities(fields, format);
        boolean logProbabilities = logProbabilities(fields, format);
        boolean stream = fields.flag("stream").orElse(false);
        if (stream && !STREAMED.contains(format)) {
            throw ApiException.badRequest(
                    "stream",
                    "A stream carries text: use response_format json or text, not %s.".formatted(format.id()));
        }
        List<String> candidates = fields.commaList("languages").stream()
                .map(TranscriptionFields::languageCode)
                .toList();
        SubtitleOptions subtitles = new SubtitleOptions(
                fields.integer("max_line_width").orElse(0),
                fields.integer("max_line_count").orElse(0));
        boolean words =
                granularities.contains("word") || fields.flag("word_timestamps").orElse(false);
        TranscriptionOptions options = options(fields, task, candidates, words || subtitles.maxLineWidth() > 0);
        fields.refuseOthers("file", "known_speaker_names", "known_speaker_references", "_csrf", "sample");
        return new TranscriptionFields(
                model,
                options,
                format,
                subtitles,
                words,
                granularities.contains("segment"),
                logProbabilities,
                stream,
                options.language() == null ? candidates : List.of());
    }

    private static void refuseSpeakers(FormFields fields) {
        for (String name : List.of("known_speaker_names", "known_speaker_references")) {
            if (fields.has(name)) {
                throw ApiException.badRequest(
                        name, "This server does not tell speakers apart. Leave '%s' out.".formatted(name));
            }
        }
    }

    private static TranscriptFormat format(FormFields fields) {
        String name = fields.text("response_format").orElse("json");
        if (name.equals("diarized_json")) {
            throw ApiException.badRequest(
                    "response_format",
                    "This server does not tell speakers apart, so there is no diarized_json. Use verbose_json.");
        }
        try {
            return TranscriptFormat.of(name);
        } catch (IllegalArgumentException e) {
            throw ApiException.badRequest("response_format", String.valueOf(e.getMessage()));
        }
    }

    private static Set<String> granularities(FormFields fields, TranscriptFormat format) {
        List<String> asked = fields.commaList("timestamp_granularities");
        for (String each : asked) {
            if (!each.equals("word") && !each.equals("segment")) {
                throw ApiException.badRequest(
                        "timestamp_granularities",
                        "'%s' is no granularity of timestamps. Use word, segment, or both.".formatted(each));
            }
        }
        if (!asked.isEmpty() && format != TranscriptFormat.VERBOSE_JSON) {
            throw ApiException.badRequest(
                    "timestamp_granularities",
                    "Timestamps come with response_format verbose_json, not %s.".formatted(format.id()));
        }
        return asked.isEmpty() ? Set.of("segment") : Set.copyOf(asked);
    }

    private static boolean logProbabilities(FormFields fields, TranscriptFormat format) {
        List<String> include = fields.commaList("include");
        for (String each : include) {
            if (!each.equals("logprobs")) {
                throw ApiException.badRequest("include", "'%s' cannot be included. Use logprobs.".formatted(each));
            }
        }
        if (!include.isEmpty() && format != TranscriptFormat.JSON) {
            throw ApiException.badRequest(
                    "include", "logprobs come with response_format json, not %s.".formatted(format.id()));
        }
        return !include.isEmpty();
    }

    private static String languageCode(String language) {
        try {
            return Languages.code(language);
        } catch (IllegalArgumentException e) {
            throw ApiException.badRequest("languages", String.valueOf(e.getMessage()));
        }
    }

    private static TranscriptionOptions options(
            FormFields fields, Optional<Task> task, List<String> candidates, boolean words) {
        TranscriptionOptions.Builder options = TranscriptionOptions.builder();
        options.task(task.orElseGet(() -> task(fields)));
        Optional<String> language = fields.text("language").filter(name -> !name.equals("auto"));
        if (language.isPresent()) {
            try {
                options.language(Languages.code(language.get()));
            } catch (IllegalArgumentException e) {
                throw ApiException.badRequest("language", String.valueOf(e.getMessage()));
            }
        } else if (candidates.size() == 1) {
            options.language(candidates.get(0));
        }
        set(fields.text("prompt").or(() -> fields.text("initial_prompt")), options::initialPrompt);
        fields.text("initial_prompt");
        hotwords(fields).ifPresent(options::hotwords);
        options.wordTimestamps(words);
        temperatures(fields, options);
        chunking(fields, options);
        search(fields, options);
        thresholds(fields, options);
        set(fields.flag("condition_on_previous_text"), options::conditionOnPreviousText);
        set(fields.number("prompt_reset_on_temperature"), options::promptResetOnTemperature);
        set(fields.text("prefix"), options::prefix);
        set(fields.flag("suppress_blank"), options::suppressBlank);
        if (fields.has("suppress_tokens")) {
            options.suppressTokens(fields.numbers("suppress_tokens").stream()
                    .map(Double::intValue)
                    .toList());
        }
        set(fields.flag("without_timestamps"), options::withoutTimestamps);
        set(fields.number("max_initial_timestamp"), options::maxInitialTimestamp);
        set(fields.text("prepend_punctuations"), options::prependPunctuations);
        set(fields.text("append_punctuations"), options::appendPunctuations);
        set(fields.flag("multilingual"), options::multilingual);
        options.clipTimestamps(fields.numbers("clip_timestamps"));
        set(fields.integer("batch_size"), options::batchSize);
        set(fields.number("time_budget").map(TranscriptionFields::seconds), options::timeBudget);
        set(fields.integer("seed").map(Integer::longValue), options::seed);
        return options.build();
    }

    private static Duration seconds(double number) {
        if (!(number > 0 && number < 1e7)) {
            throw ApiException.badRequest(
                    "time_budget", "'time_budget' is %s; give seconds above 0.".formatted(number));
        }
        return Duration.ofMillis(Math.max(1, (long) (number * 1000)));
    }

    private static <T> void set(Optional<T> value, Consumer<T> option) {
        value.ifPresent(option);
    }

    private static Task task(FormFields fields) {
        String name = fields.text("task").orElse("transcribe");
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "transcribe" -> Task.TRANSCRIBE;
            case "translate" -> Task.TRANSLATE;
            default ->
                throw ApiException.badRequest("task", "'task' is '%s'. Use transcribe or translate.".formatted(name));
        };
    }

    private static Optional<String> hotwords(FormFields fields) {
        List<String> keywords = fields.list("keywords");
        Optional<String> hotwords = fields.text("hotwords");
        if (keywords.isEmpty()) {
            return hotwords;
        }
        String joined = String.join(", ", keywords);
        return Optional.of(hotwords.map(words -> words + ", " + joined).orElse(joined));
    }

    /** 0, as with OpenAI, means: begin there and go up until the thresholds are met. */
    private static void temperatures(FormFields fields, TranscriptionOptions.Builder options) {
        List<Double> given = fields.numbers("temperature");
        if (!given.isEmpty() && !given.equals(List.of(0.0))) {
            options.temperatures(given);
        }
    }

    private static void search(FormFields fields, TranscriptionOptions.Builder options) {
        set(fields.integer("beam_size"), options::beamSize);
        set(fields.integer("best_of"), options::bestOf);
        set(fields.number("patience"), options::patience);
        set(fields.number("length_penalty"), options::lengthPenalty);
        set(fields.number("repetition_penalty"), options::repetitionPenalty);
        set(fields.integer("no_repeat_ngram_size"), options::noRepeatNgramSize);
        set(fields.integer("max_new_tokens"), options::maxNewTokens);
    }

    private static void thresholds(FormFields fields, TranscriptionOptions.Builder options) {
        set(fields.number("compression_ratio_threshold"), options::compressionRatioThreshold);
        set(fields.number("log_prob_threshold"), options::logProbThreshold);
        set(fields.number("no_speech_threshold"), options::noSpeechThreshold);
        set(fields.number("hallucination_silence_threshold"), options::hallucinationSilenceThreshold);
        set(fields.number("language_detection_threshold"), options::languageDetectionThreshold);
        set(fields.integer("language_detection_segments"), options::languageDetectionSegments);
    }

    private static void chunking(FormFields fields, TranscriptionOptions.Builder options) {
        boolean vad = fields.flag("vad_filter").orElse(false);
        Map<String, String> parameters = object(fields, "vad_parameters");
        if (!parameters.isEmpty()) {
            options.vad(vad(parameters));
        }
        Optional<String> plain = fields.text("chunking_strategy").filter(value -> !value.startsWith("{"));
        Map<String, String> strategy = plain.isPresent() ? Map.of() : object(fields, "chunking_strategy");
        if (plain.isPresent() && !plain.get().equals("auto")) {
            throw ApiException.badRequest(
                    "chunking_strategy",
                    "'chunking_strategy' is '%s'. Use auto, or an object of type server_vad.".formatted(plain.get()));
        }
        if (!strategy.isEmpty()) {
            options.vad(serverVad(strategy));
        }
        if (plain.isPresent() || !strategy.isEmpty()) {
            options.batchSize(BATCH);
            vad = true;
        }
        options.vadFilter(vad);
    }

    private static VadOptions vad(Map<String, String> given) {
        FormFields fields = inner(given);
        VadOptions usual = VadOptions.at(fields.number("threshold").orElse(0.5));
        VadOptions vad = new VadOptions(
                usual.threshold(),
                fields.number("neg_threshold").orElse(usual.negThreshold()),
                fields.integer("min_speech_duration_ms").orElse(usual.minSpeechDurationMs()),
                fields.number("max_speech_duration_s").orElse(usual.maxSpeechDurationS()),
                fields.integer("min_silence_duration_ms").orElse(usual.minSilenceDurationMs()),
                fields.integer("speech_pad_ms").orElse(usual.speechPadMs()));
        fields.refuseOthers();
        return vad;
    }

    /** OpenAI's object, with its defaults. */
    private static VadOptions serverVad(Map<String, String> given) {
        FormFields fields = inner(given);
        if (!fields.text("type").orElse("").equals("server_vad")) {
            throw ApiException.badRequest(
                    "chunking_strategy", "The 'type' of 'chunking_strategy' has to be server_vad.");
        }
        VadOptions usual = VadOptions.at(fields.number("threshold").orElse(0.5));
        VadOptions vad = new VadOptions(
                usual.threshold(),
                usual.negThreshold(),
                usual.minSpeechDurationMs(),
                usual.maxSpeechDurationS(),
                fields.integer("silence_duration_ms").orElse(200),
                fields.integer("prefix_padding_ms").orElse(300));
        fields.refuseOthers();
        return vad;
    }

    private static FormFields inner(Map<String, String> given) {
        Map<String, List<String>> lists = new LinkedHashMap<>();
        given.forEach((key, value) -> lists.put(key, List.of(value)));
        return new FormFields(lists);
    }

    /** An object, sent as {@code name[key]=value} or as JSON. */
    private static Map<String, String> object(FormFields fields, String name) {
        Map<String, String> object = new LinkedHashMap<>(fields.object(name));
        Optional<String> text = fields.text(name);
        if (text.isPresent()) {
            try {
                JsonNode json = JSON.readTree(text.get());
                if (!json.isObject()) {
                    throw ApiException.badRequest(name, "'%s' has to be a JSON object.".formatted(name));
                }
                json.properties()
                        .forEach(entry ->
                                object.put(entry.getKey(), entry.getValue().asString()));
            } catch (JacksonException e) {
                throw ApiException.badRequest(name, "'%s' is not JSON: %s".formatted(name, e.getOriginalMessage()));
            }
        }
        return object;
    }
}
