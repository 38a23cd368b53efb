package dev.polyhead.webapp.security;

import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/** Whom a request counts for where clients share something. */
public final class Clients {
    private static final String JOBS = "jobs";

    private Clients() {}

    /** The key that the request of this thread was made with, else its address; work without a request is one client. */
    public static String current() {
        Caller caller = Caller.current();
        if (caller != null && caller.keyed()) {
            return "key " + caller.name();
        }
        return RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes request
                ? request.getRequest().getRemoteAddr()
                : JOBS;
    }
}
