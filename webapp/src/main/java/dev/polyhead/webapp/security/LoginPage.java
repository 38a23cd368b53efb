package dev.polyhead.webapp.security;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
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
    private final AccessKeys keys;
    private final CallerContext callers;

    LoginPage(AccessKeys keys, CallerContext callers) {
        this.keys = keys;
        this.callers = callers;
    }

    @GetMapping("/login")
    ModelAndView form(@RequestParam(defaultValue = "/") String next) {
        return keys.isRequired() ? page("login", HttpStatus.OK, next) : new ModelAndView("redirect:/");
    }

    @PostMapping("/login")
    ModelAndView enter(
            @RequestParam String key,
            @RequestParam(defaultValue = "/") String next,
            HttpServletRequest request,
            HttpServletResponse response) {
        try {
            if (callers.check(key.strip(), request.getRemoteAddr()).isEmpty()) {
                return page("login", HttpStatus.UNAUTHORIZED, next).addObject("failed", "login.wrong");
            }
        } catch (TooManyFailures e) {
            return page("login", HttpStatus.TOO_MANY_REQUESTS, next).addObject("failed", "login.slow");
        }
        setCookie(response, keys.logIn(Secrets.hash(key.strip())), AccessKeys.LOGIN, request.isSecure());
        return new ModelAndView("redirect:" + ownPath(next));
    }

    private static ModelAndView page(String view, HttpStatus status, String next) {
        return new ModelAndView(view, status).addObject("next", ownPath(next));
    }

    /** A path on this server: one slash, and nothing a browser would read as another host. */
    private static String ownPath(String next) {
        return next.matches("/(?![/\\\\])[\\w/.-]*") ? next : "/";
    }

    @PostMapping("/logout")
    String leave(HttpServletRequest request, HttpServletResponse response) {
        Cookie login = WebUtils.getCookie(request, CallerContext.LOGIN_COOKIE);
        if (login != null) {
            keys.logOut(login.getValue());
        }
        setCookie(response, "", Duration.ZERO, request.isSecure());
        return "redirect:/login";
    }

    private static void setCookie(HttpServletResponse response, String value, Duration age, boolean secure) {
        ResponseCookie cookie = ResponseCookie.from(CallerContext.LOGIN_COOKIE, value)
                .path("/")
                .maxAge(age)
                .httpOnly(true)
                .secure(secure)
                .sameSite("Strict")
                .build();
        response.addHeader(HttpHeaders.SET_COOKIE, cookie.toString());
    }
}
