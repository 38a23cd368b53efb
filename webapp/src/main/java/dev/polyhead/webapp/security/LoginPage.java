package dev.polyhead.webapp.security;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseCookie;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.util.WebUtils;

/** Where a browser shows the key once. */
@Controller
class LoginPage {
    private static final int FAILURES_A_MINUTE = 10;

    private final AccessKeys keys;
    private final Deque<Instant> failures = new ArrayDeque<>();

    LoginPage(AccessKeys keys) {
        this.keys = keys;
    }

    @GetMapping("/login")
    String form() {
        return keys.required() ? "login" : "redirect:/";
    }

    @PostMapping("/login")
    ModelAndView enter(@RequestParam String key, HttpServletRequest request, HttpServletResponse response) {
        if (tooManyFailures()) {
            return again("login.slow", HttpStatus.TOO_MANY_REQUESTS);
        }
        if (!keys.matches(key.strip())) {
            remember();
            return again("login.wrong", HttpStatus.UNAUTHORIZED);
        }
        setCookie(response, keys.openSession(), AccessKeys.SESSION, request.isSecure());
        return new ModelAndView("redirect:/");
    }

    private static ModelAndView again(String message, HttpStatus status) {
        ModelAndView page = new ModelAndView("login", status);
        page.addObject("failed", message);
        return page;
    }

    @PostMapping("/logout")
    String leave(HttpServletRequest request, HttpServletResponse response) {
        Cookie session = WebUtils.getCookie(request, KeyFilter.SESSION_COOKIE);
        if (session != null) {
            keys.closeSession(session.getValue());
        }
        setCookie(response, "", Duration.ZERO, request.isSecure());
        return "redirect:/login";
    }

    private static void setCookie(HttpServletResponse response, String value, Duration age, boolean secure) {
        ResponseCookie cookie = ResponseCookie.from(KeyFilter.SESSION_COOKIE, value)
                .path("/")
                .maxAge(age)
                .httpOnly(true)
                .secure(secure)
                .sameSite("Strict")
                .build();
        response.addHeader(HttpHeaders.SET_COOKIE, cookie.toString());
    }

    private synchronized boolean tooManyFailures() {
        Instant minuteAgo = Instant.now().minus(Duration.ofMinutes(1));
        while (!failures.isEmpty() && failures.peek().isBefore(minuteAgo)) {
            failures.remove();
        }
        return failures.size() >= FAILURES_A_MINUTE;
    }

    private synchronized void remember() {
        failures.add(Instant.now());
    }
}
