package dev.polyhead.webapp.system;

import java.io.IOException;
import org.apache.coyote.Processor;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.coyote.http11.Http11Processor;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/1.1 that tells the thread of a request over which connection it came. The container itself notices that a client
 * has gone only when it writes to it, which for an answer in one piece is after all the work.
 */
public final class WatchedHttp extends Http11NioProtocol {
    private static final ThreadLocal<SocketWrapperBase<?>> CONNECTION = new ThreadLocal<>();

    /** Connection of the request that this thread answers; null on any other thread, and under TLS. */
    static @Nullable SocketWrapperBase<?> connection() {
        return CONNECTION.get();
    }

    @Override
    protected Processor createProcessor() {
        return new Http11Processor(this, getAdapter()) {
            @Override
            public SocketState service(SocketWrapperBase<?> connection) throws IOException {
                if (!isSSLEnabled()) { // reading there may have to write, which the request's own thread does
                    CONNECTION.set(connection);
                }
                try {
                    return super.service(connection);
                } finally {
                    CONNECTION.remove();
                }
            }
        };
    }
}
