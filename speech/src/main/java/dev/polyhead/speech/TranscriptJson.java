package dev.polyhead.speech;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A transcript as JSON, with the names of OpenAI's interface. */
final class TranscriptJson {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private TranscriptJson() {}

    static String brief(Transcript transcript) {
        return JSON.createObjectNode().put("text", transcript.text()).toString();
    }

    static String verbose(Transcript transcript) {
        ObjectNode out = JSON.createObjectNode()
                .put("task", transcript.task())
                .put("language", Languages.name(transcript.language()))
                .put("duration", transcript.duration())
                .put("text", transcript.text());
        ArrayNode segments = out.putArray("segments");
        for (Segment segment : transcript.segments()) {
            ObjectNode each = segments.addObject()
                    .put("id", segment.id())
                    .put("seek", (int) Math.round(segment.start() * 100))
                    .put("start", milli(segment.start()))
                    .put("end", milli(segment.end()))
                    .put("text", segment.text());
            ArrayNode tokens = each.putArray("tokens");
            segment.tokens().forEach(token -> tokens.add(token.id()));
            each.put("temperature", segment.temperature())
                    .put("avg_logprob", segment.avgLogProb())
                    .put("compression_ratio", segment.compressionRatio())
                    .put("no_speech_prob", segment.noSpeechProb());
        }
        if (!transcript.words().isEmpty()) {
            ArrayNode words = out.putArray("words");
            for (Word word : transcript.words()) {
                words.addObject()
                        .put("word", word.text().strip())
                        .put("start", milli(word.start()))
                        .put("end", milli(word.end()))
                        .put("probability", word.probability());
            }
        }
        return out.toString();
    }

    private static double milli(double seconds) {
        return Math.round(seconds * 1000) / 1000.0;
    }
}
