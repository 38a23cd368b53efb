package dev.polyhead.webapp.security;

import dev.polyhead.webapp.errors.ApiException;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseCookie;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.util.WebUtils;

/**
 * Makes sure that a form was sent from one of our own pages (CSRF): the page's hidden field {@code _csrf} has to
 * repeat a cookie that no other site can read. The REST paths take no cookies for a permission to write from another
 * site, as {@link OriginFilter} stands before them.
 */
@Component
public class FormTokens implements HandlerInterceptor, WebMvcConfigurer {
    private static final String COOKIE = "polyhead_form";
    private static final String FIELD = "_csrf";
    private static final String ATTRIBUTE = FormTokens.class.getName();
    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");
    private static final List<String> FOR_PROGRAMS =
            List.of("/api/**", "/v1/**", "/models/*/**", "/actuator/**", "/v3/**", "/error");

    /** The token for the forms of this browser; sets the cookie where there is none yet. */
    public String of(HttpServletRequest request, HttpServletResponse response) {
        Cookie cookie = WebUtils.getCookie(request, COOKIE);
        if (cookie != null && cookie.getValue().length() >= 40) {
            return cookie.getValue();
        }
        if (request.getAttribute(ATTRIBUTE) instanceof String made) {
            return made;
        }
        String token = AccessKeys.random();
        request.setAttribute(ATTRIBUTE, token);
        response.addHeader(
                HttpHeaders.SET_COOKIE,
                ResponseCookie.from(COOKIE, token)
                        .path("/")
                        .httpOnly(true)
                        .sameSite("Strict")
                        .build()
                        .toString());
        return token;
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (READING.contains(request.getMethod())
                || isSame(WebUtils.getCookie(request, COOKIE), request.getParameter(FIELD))) {
            return true;
        }
        throw ApiException.of(
                HttpStatus.FORBIDDEN,
                FIELD,
                "form_expired",
                "This form did not come from a page of this server, or it is too old. Open the page again and send it once more.");
    }

    private static boolean isSame(@Nullable Cookie cookie, @Nullable String field) {
        return cookie != null
                && field != null
                && MessageDigest.isEqual(
                        cookie.getValue().getBytes(StandardCharsets.UTF_8), field.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(this).addPathPatterns("/**").excludePathPatterns(FOR_PROGRAMS);
    }
}
