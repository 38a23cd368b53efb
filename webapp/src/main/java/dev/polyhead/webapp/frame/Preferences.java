package dev.polyhead.webapp.frame;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.LocaleResolver;
import org.springframework.web.servlet.i18n.AcceptHeaderLocaleResolver;
import org.springframework.web.util.WebUtils;

/** Theme, language and whether to be welcomed, kept in cookies of this browser; without them the browser's own wishes count. */
@Controller
public class Preferences {
    private static final String THEME = "theme";
    private static final String LANGUAGE = "language";
    private static final String WELCOME = "welcome";
    private static final List<String> THEMES = List.of("auto", "light", "dark");
    private static final List<Locale> LANGUAGES = List.of(Locale.ENGLISH, Locale.GERMAN);

    /** The theme this browser chose. */
    static String theme(HttpServletRequest request) {
        return cookie(request, THEME).filter(THEMES::contains).orElse("auto");
    }

    /** Whether this browser still wants to be told what else there is. */
    public static boolean wantsWelcome(HttpServletRequest request) {
        return cookie(request, WELCOME).isEmpty();
    }

    @PostMapping("/preferences")
    String choose(
            @RequestParam(required = false) @Nullable String theme,
            @RequestParam(required = false) @Nullable String language,
            @RequestParam(required = false) @Nullable String welcome,
            @RequestParam(defaultValue = "/") String back,
            HttpServletResponse response) {
        if (theme != null && THEMES.contains(theme)) {
            remember(response, THEME, theme);
        }
        if (language != null && LANGUAGES.contains(Locale.forLanguageTag(language))) {
            remember(response, LANGUAGE, language);
        }
        if (welcome != null && welcome.equals("off")) {
            remember(response, WELCOME, welcome);
        }
        return "redirect:" + (isPath(back) ? back : "/");
    }

    /** A path on this server: one slash, and nothing a browser would read as another host. */
    private static boolean isPath(String back) {
        return back.matches("/(?![/\\\\])[\\w/.-]*");
    }

    private static void remember(HttpServletResponse response, String name, String value) {
        ResponseCookie cookie = ResponseCookie.from(name, value)
                .path("/")
                .maxAge(Duration.ofDays(365))
                .sameSite("Lax")
                .httpOnly(true)
                .build();
        response.addHeader(HttpHeaders.SET_COOKIE, cookie.toString());
    }

    private static Optional<String> cookie(HttpServletRequest request, String name) {
        return Optional.ofNullable(WebUtils.getCookie(request, name)).map(Cookie::getValue);
    }

    /** Finds the language: the cookie, else what the browser asks for, else English. */
    @Configuration(proxyBeanMethods = false)
    static class Language {
        @Bean
        LocaleResolver localeResolver() {
            AcceptHeaderLocaleResolver resolver = new AcceptHeaderLocaleResolver() {
                @Override
                public Locale resolveLocale(HttpServletRequest request) {
                    return cookie(request, LANGUAGE)
                            .map(Locale::forLanguageTag)
                            .filter(LANGUAGES::contains)
                            .orElseGet(() -> super.resolveLocale(request));
                }
            };
            resolver.setSupportedLocales(LANGUAGES);
            resolver.setDefaultLocale(Locale.ENGLISH);
            return resolver;
        }
    }
}
