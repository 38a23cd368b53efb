package dev.polyhead.webapp.transcription;

import dev.polyhead.core.generation.Cancellation;
import dev.polyhead.speech.Segment;
import dev.polyhead.speech.TranscriptionListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.springframework.http.MediaType;
import tools.jackson.databind.json.JsonMapper;

/** Writes a transcript as server-sent events while it is being made; cancels the work when the client leaves. */
final class OpenAiStream implements TranscriptionListener {
    private final HttpServletResponse response;
    private final TranscriptionFields fields;
    private final JsonMapper json;
    private final Cancellation cancellation;

    OpenAiStream(HttpServletResponse response, TranscriptionFields fields, JsonMapper json, Cancellation cancellation) {
        this.response = response;
        this.fields = fields;
        this.json = json;
        this.cancellation = cancellation;
    }

    /** Writes one event; the first one commits the answer as a stream. */
    void send(Object event) {
        write("", event);
    }

    /** Tells a client that is listening already what went wrong. */
    void fail(Object error) {
        write("event: error\n", error);
    }

    private void write(String head, Object event) {
        if (!response.isCommitted()) {
            response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE + ";charset=UTF-8");
            response.setHeader("Cache-Control", "no-cache");
            response.setHeader("X-Accel-Buffering", "no");
        }
        try {
            OutputStream out = response.getOutputStream();
            out.write((head + "data: " + json.writeValueAsString(event) + "\n\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException e) {
            cancellation.cancel();
        }
    }

    @Override
    public void segment(Segment segment) {
        send(OpenAiAnswers.delta(segment, fields.logProbabilities()));
    }
}
