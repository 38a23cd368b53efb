package dev.polyhead.cli;

import dev.polyhead.core.generation.GenerationConfig;
import dev.polyhead.text.TextListener;
import dev.polyhead.text.WritingOptions;
import dev.polyhead.text.Written;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/** What commands that write text have in common. */
final class WritingSettings {
    private static final int USUAL_TOKENS = 256;

    @Mixin
    private GenerationSettings generation = new GenerationSettings();

    @Option(names = "--stop", paramLabel = "TEXT", description = "End where this text appears; may be repeated.")
    private List<String> stops = List.of();

    WritingOptions options(TextSettings text) {
        return WritingOptions.defaults()
                .adjusted(config -> generation.over(bounded(config)))
                .withStops(stops)
                .truncating(text.truncate);
    }

    /** A checkpoint that sets no length would stop after 20 tokens. */
    private static GenerationConfig bounded(GenerationConfig config) {
        return config.maxLength() == null && config.maxNewTokens() == null
                ? config.withMaxNewTokens(USUAL_TOKENS)
                : config;
    }

    /** Prints the first answer while it is written, unless all are printed at the end. */
    static TextListener printing(TextSettings text, PrintWriter out) {
        return (answer, piece, tokens) -> {
            if (answer == 0 && !text.json) {
                out.print(piece);
                out.flush();
            }
        };
    }

    /** Prints what {@link #printing} has not. */
    static void print(List<Written> answers, boolean streamed, TextSettings text, PrintWriter out) {
        for (int i = 0; i < answers.size(); i++) {
            Written answer = answers.get(i);
            if (text.json) {
                Map<String, Object> line = new LinkedHashMap<>();
                line.put("text", answer.text());
                line.put("finish_reason", answer.reason().name().toLowerCase(Locale.ROOT));
                line.put("prompt_tokens", answer.promptTokens());
                line.put("completion_tokens", answer.tokens().size());
                out.println(JsonMapper.shared().writeValueAsString(line));
            } else if (i == 0 && streamed) {
                out.println();
            } else {
                out.println(answer.text());
            }
        }
        out.flush();
    }
}
