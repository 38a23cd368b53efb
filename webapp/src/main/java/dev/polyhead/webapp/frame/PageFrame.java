package dev.polyhead.webapp.frame;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Gives every template what the frame around it needs, as {@code frame}. */
@Component
public class PageFrame {
    private final List<NavigationEntry> navigation;
    private final PageAccess access;

    PageFrame(ObjectProvider<NavigationEntry> entries, PageAccess access) {
        navigation = entries.stream()
                .sorted(Comparator.comparing(NavigationEntry::group).thenComparing(NavigationEntry::order))
                .toList();
        this.access = access;
    }

    /** What the frame shows in this request. */
    public Frame of(HttpServletRequest request, HttpServletResponse response, Locale locale) {
        return new Frame(
                navigation.stream()
                        .filter(entry -> access.mayOpen(entry.path()))
                        .toList(),
                request.getRequestURI(),
                Preferences.theme(request),
                locale.getLanguage(),
                access.formToken(request),
                access.isLoggedIn());
    }

    /**
     * What the frame shows.
     *
     * @param navigation pages in the order of the rail
     * @param path of this page
     * @param theme {@code auto}, {@code light} or {@code dark}
     * @param language of the texts
     * @param token what a form sends along as {@code _csrf}
     * @param loggedIn whether the reader showed a key
     */
    public record Frame(
            List<NavigationEntry> navigation,
            String path,
            String theme,
            String language,
            String token,
            boolean loggedIn) {
        private static final DateTimeFormatter MINUTES =
                DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm").withZone(ZoneId.systemDefault());

        /** A point in time for people, in the server's zone; a script turns it into "3 minutes ago". */
        public String time(Instant instant) {
            return MINUTES.format(instant);
        }
    }

    /** Hands the frame to the template of every page. */
    @Configuration(proxyBeanMethods = false)
    static class Attributes implements WebMvcConfigurer, HandlerInterceptor {
        private final PageFrame frame;

        Attributes(PageFrame frame) {
            this.frame = frame;
        }

        @Override
        public void postHandle(
                HttpServletRequest request, HttpServletResponse response, Object handler, @Nullable ModelAndView page) {
            if (page != null
                    && page.getViewName() != null
                    && !page.getViewName().startsWith("redirect:")) {
                page.addObject("frame", frame.of(request, response, LocaleContextHolder.getLocale()));
            }
        }

        @Override
        public void addInterceptors(InterceptorRegistry registry) {
            registry.addInterceptor(this);
        }
    }
}
