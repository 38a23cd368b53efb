package dev.polyhead.webapp.transcription;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.polyhead.speech.Languages;
import dev.polyhead.speech.Segment;
import dev.polyhead.speech.Token;
import dev.polyhead.speech.Transcript;
import dev.polyhead.speech.TranscriptFormat;
import dev.polyhead.speech.TranscriptionOptions.Task;
import dev.polyhead.speech.Word;
import dev.polyhead.webapp.errors.Problem;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Transcripts in the words of OpenAI's interface. */
final class OpenAiAnswers {
    /** Whisper hears a second of sound as 50 positions. */
    private static final int TOKENS_A_SECOND = 50;

    private OpenAiAnswers() {}

    /** The answer to {@code response_format} json. */
    static Brief brief(Transcript transcript, TranscriptionFields fields) {
        return new Brief(
                transcript.text(),
                fields.candidates().isEmpty() ? null : List.of(new Language(transcript.language())),
                fields.logProbabilities() ? logProbabilities(transcript.segments()) : null,
                new DurationUsage("duration", transcript.duration()));
    }

    /** The answer to {@code response_format} verbose_json. */
    static Verbose verbose(Transcript transcript, TranscriptionFields fields) {
        boolean translated = fields.options().task() == Task.TRANSLATE;
        return new Verbose(
                translated ? "translate" : "transcribe",
                translated ? "english" : Languages.name(transcript.language()),
                transcript.duration(),
                transcript.text(),
                fields.words() ? transcript.words().stream().map(TimedWord::of).toList() : null,
                fields.segments()
                        ? transcript.segments().stream().map(VerboseSegment::of).toList()
                        : null,
                transcript.warnings().isEmpty() ? null : transcript.warnings(),
                translated ? null : new DurationUsage("duration", transcript.duration()));
    }

    /** The answer in a format that is plain text. */
    static String text(Transcript transcript, TranscriptionFields fields) {
        return fields.format() == TranscriptFormat.TEXT
                ? transcript.text() + "\n"
                : fields.format().write(transcript, fields.subtitles());
    }

    /** A bit of a streamed answer. */
    static Delta delta(Segment segment, boolean logProbabilities) {
        return new Delta(
                "transcript.text.delta", segment.text(), logProbabilities ? logProbabilities(List.of(segment)) : null);
    }

    /** The end of a streamed answer. */
    static Done done(Transcript transcript, TranscriptionFields fields) {
        int heard = (int) Math.ceil(transcript.duration() * TOKENS_A_SECOND);
        int written = transcript.segments().stream()
                .mapToInt(segment -> segment.tokens().size())
                .sum();
        return new Done(
                "transcript.text.done",
                transcript.text(),
                fields.logProbabilities() ? logProbabilities(transcript.segments()) : null,
                new TokenUsage("tokens", heard, written, heard + written, new InputTokens(0, heard)));
    }

    /** The end of a stream that broke off. */
    static Broken error(Problem problem) {
        return new Broken(new Broken.Said(problem.detail(), problem.openAiType(), problem.param(), problem.code()));
    }

    /** {@code ErrorResponse}. */
    record Broken(Said error) {
        record Said(
                String message,
                String type,
                @Nullable String param,
                @Nullable String code) {}
    }

    private static List<LogProbability> logProbabilities(List<Segment> segments) {
        List<LogProbability> all = new ArrayList<>();
        for (Segment segment : segments) {
            for (Token token : segment.tokens()) {
                if (!token.text().startsWith("<|")) {
                    all.add(LogProbability.of(token));
                }
            }
        }
        return all;
    }

    /** How likely a token was; {@code bytes} is its text as UTF-8. */
    record LogProbability(String token, double logprob, List<Integer> bytes) {
        static LogProbability of(Token token) {
            List<Integer> bytes = new ArrayList<>();
            for (byte each : token.text().getBytes(StandardCharsets.UTF_8)) {
                bytes.add(each & 0xff);
            }
            return new LogProbability(token.text(), token.logProbability(), bytes);
        }
    }

    /** {@code CreateTranscriptionResponseJson}. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Brief(
            String text,
            @Nullable List<Language> languages,
            @Nullable List<LogProbability> logprobs,
            DurationUsage usage) {}

    /** {@code TranscriptionLanguage}. */
    record Language(String code) {}

    /** {@code TranscriptTextUsageDuration}. */
    record DurationUsage(String type, double seconds) {}

    /** {@code CreateTranscriptionResponseVerboseJson}, and what is wrong with the recording. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Verbose(
            String task,
            String language,
            double duration,
            String text,
            @Nullable List<TimedWord> words,
            @Nullable List<VerboseSegment> segments,
            @Nullable List<String> warnings,
            @Nullable DurationUsage usage) {}

    /** {@code TranscriptionWord}, and how likely it is. */
    record TimedWord(String word, double start, double end, double probability) {
        static TimedWord of(Word word) {
            return new TimedWord(word.text().strip(), milli(word.start()), milli(word.end()), word.probability());
        }
    }

    /** {@code TranscriptionSegment}. */
    record VerboseSegment(
            int id,
            int seek,
            double start,
            double end,
            String text,
            List<Integer> tokens,
            double temperature,
            @JsonProperty("avg_logprob") double avgLogProb,
            @JsonProperty("compression_ratio") double compressionRatio,
            @JsonProperty("no_speech_prob") double noSpeechProb) {
        static VerboseSegment of(Segment segment) {
            return new VerboseSegment(
                    segment.id(),
                    (int) Math.round(segment.start() * 100),
                    milli(segment.start()),
                    milli(segment.end()),
                    segment.text(),
                    segment.tokens().stream().map(Token::id).toList(),
                    segment.temperature(),
                    segment.avgLogProb(),
                    segment.compressionRatio(),
                    segment.noSpeechProb());
        }
    }

    /** {@code TranscriptTextDeltaEvent}. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Delta(String type, String delta, @Nullable List<LogProbability> logprobs) {}

    /** {@code TranscriptTextDoneEvent}. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Done(String type, String text, @Nullable List<LogProbability> logprobs, TokenUsage usage) {}

    /** {@code TranscriptTextUsageTokens}. */
    record TokenUsage(
            String type,
            @JsonProperty("input_tokens") int inputTokens,
            @JsonProperty("output_tokens") int outputTokens,
            @JsonProperty("total_tokens") int totalTokens,
            @JsonProperty("input_token_details") InputTokens details) {}

    /** What the input consisted of. */
    record InputTokens(
            @JsonProperty("text_tokens") int textTokens,
            @JsonProperty("audio_tokens") int audioTokens) {}

    private static double milli(double seconds) {
        return Math.round(seconds * 1000) / 1000.0;
    }
}
