package dev.polyhead.webapp.frame;

import jakarta.servlet.http.HttpServletRequest;

/** What the frame of a page has to know of its reader: the token of forms, and which other pages to offer. */
public interface PageAccess {
    /** What a form of this page has to send along as {@code _csrf}; empty where a request never reached a page. */
    String formToken(HttpServletRequest request);

    /** Says whether who asked for this page may open another. */
    boolean mayOpen(String path);

    /** Says whether the reader showed a key, and may want to leave. */
    boolean isLoggedIn();
}
