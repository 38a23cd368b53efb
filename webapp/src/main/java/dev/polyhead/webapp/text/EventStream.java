package dev.polyhead.webapp.text;

import static dev.polyhead.webapp.text.Completion.entries;

import dev.polyhead.core.generation.Cancellation;
import dev.polyhead.webapp.errors.Problem;
import dev.polyhead.webapp.errors.Problems;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import tools.jackson.databind.json.JsonMapper;

/** Writes server-sent events while a text is being written; when the client leaves, the writing is cancelled. */
final class EventStream {
    private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);

    private final HttpServletResponse response;
    private final JsonMapper json;
    private final Cancellation cancellation;

    EventStream(HttpServletResponse response, JsonMapper json, Cancellation cancellation) {
        this.response = response;
        this.json = json;
        this.cancellation = cancellation;
    }

    /**
     * Runs what writes the stream. Where it fails with a part already sent, the client is told in an event, as OpenAI
     * tells it.
     */
    void run(Problems problems, Runnable writing) {
        try {
            writing.run();
        } catch (RuntimeException e) {
            if (!response.isCommitted()) {
                throw e;
            }
            if (!cancellation.cancelled()) {
                Problem problem = problems.of(e);
                LOG.error("A stream ended early: {}", problem.detail(), e);
                send(entries(
                        "error",
                        entries(
                                "message", problem.detail(),
                                "type", problem.openAiType(),
                                "param", problem.param(),
                                "code", problem.code())));
            }
        }
    }

    void send(Object event) {
        write(json.writeValueAsString(event));
    }

    /** OpenAI's last line. */
    void done() {
        write("[DONE]");
    }

    private void write(String data) {
        if (cancellation.cancelled()) {
            return;
        }
        if (!response.isCommitted()) {
            response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE + ";charset=UTF-8");
            response.setHeader("Cache-Control", "no-cache");
            response.setHeader("X-Accel-Buffering", "no");
        }
        try {
            OutputStream out = response.getOutputStream();
            out.write(("data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException left) {
            cancellation.cancel();
        }
    }
}
