package dev.polyhead.core.hub;

import dev.polyhead.core.generation.Cancellation;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/** Fetches one address, following nothing. The only way {@link HubClient} reaches the network. */
@FunctionalInterface
public interface Connector {
    /**
     * Sends a GET.
     *
     * @param headers of the request
     * @param cancellation ends the wait for the answer, and the reading of its body, at once
     * @throws IOException if there is no answer, in time or at all
     */
    Reply get(URI address, Map<String, String> headers, Cancellation cancellation) throws IOException;

    /** The answer: status, headers, and a body that is still to be read. */
    interface Reply extends Closeable {
        int status();

        /** The first value of a header. */
        Optional<String> header(String name);

        /** Bytes of the answer; fails if none come for long. */
        InputStream body();
    }
}
