package dev.polyhead.webapp.tasks;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What was sent to a model's address. */
public final class TaskRequest {
    private final String id;
    private final String rest;
    private final @Nullable String contentType;
    private final byte[] body;

    TaskRequest(String id, String rest, @Nullable String contentType, byte[] body) {
        this.id = id;
        this.rest = rest;
        this.contentType = contentType;
        this.body = body;
    }

    /** The model. */
    public String id() {
        return id;
    }

    /** What follows the model's id in the address, such as {@code v1/chat/completions}; usually empty. */
    public String rest() {
        return rest;
    }

    /** The body's type as the client says it; null if it does not. */
    public @Nullable String contentType() {
        return contentType;
    }

    /** The body: JSON, or the bytes of a recording or picture. */
    public byte[] body() {
        return body.clone();
    }

    /** Whether the body looks like a JSON object. */
    public boolean isJson() {
        for (byte first : body) {
            if (!Character.isWhitespace(first)) {
                return first == '{';
            }
        }
        return false;
    }

    @Override
    public String toString() {
        return "%s %s %s".formatted(id, contentType, Arrays.toString(Arrays.copyOf(body, Math.min(16, body.length))));
    }
}
