package dev.polyhead.webapp.security;

import dev.polyhead.webapp.system.PolyheadProperties;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.Set;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.csrf.CsrfFilter;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.StrictHttpFirewall;
import org.springframework.security.web.header.HeaderWriterFilter;
import org.springframework.security.web.header.writers.CrossOriginOpenerPolicyHeaderWriter.CrossOriginOpenerPolicy;
import org.springframework.security.web.header.writers.CrossOriginResourcePolicyHeaderWriter.CrossOriginResourcePolicy;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.util.matcher.AndRequestMatcher;
import org.springframework.security.web.util.matcher.NegatedRequestMatcher;
import org.springframework.web.multipart.MultipartResolver;
import org.springframework.web.multipart.support.StandardServletMultipartResolver;

/** What a request passes before any controller is asked, in Spring Security's words. */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {
    private static final Set<String> FOR_PROGRAMS = Set.of("api", "v1", "actuator", "v3", "error");

    private static final String CONTENT_SECURITY_POLICY = String.join(
            "; ",
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data: blob:",
            "media-src 'self' blob:",
            "font-src 'self'",
            "connect-src 'self'",
            "worker-src 'self'",
            "manifest-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'");

    @Bean
    AccessRules accessRules() {
        return new AccessRules();
    }

    @Bean
    SecurityFilterChain securityFilterChain(
            HttpSecurity http, PolyheadProperties properties, CallerContext context, AccessRules rules) {
        Refusals refusals = new Refusals(rules);
        return http.headers(SecurityConfiguration::headers)
                .addFilterAfter(new HostFilter(properties), HeaderWriterFilter.class)
                .addFilterAfter(new OriginFilter(), HostFilter.class)
                .csrf(AbstractHttpConfigurer::disable) // its filter stands further down
                .addFilterAfter(forms(refusals), AuthorizationFilter.class)
                .securityContext(security -> security.securityContextRepository(context))
                .sessionManagement(AbstractHttpConfigurer::disable) // its filter asks who calls, for every style
                .requestCache(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .anonymous(anonymous -> anonymous.principal("nobody"))
                .exceptionHandling(
                        refused -> refused.authenticationEntryPoint(refusals).accessDeniedHandler(refusals))
                .authorizeHttpRequests(requests -> requests.dispatcherTypeMatchers(
                                DispatcherType.ERROR, DispatcherType.ASYNC, DispatcherType.FORWARD)
                        .permitAll() // the request that led here was asked
                        .anyRequest()
                        .access((authentication, asked) -> {
                            Optional<Scope> scope = rules.scope(
                                    asked.getRequest().getMethod(),
                                    asked.getRequest().getRequestURI());
                            return new AuthorizationDecision(scope.isEmpty()
                                    || (authentication.get() != null
                                            && authentication.get().getPrincipal() instanceof Caller caller
                                            && caller.scope().includes(scope.get())));
                        }))
                .build();
    }

    private static void headers(HeadersConfigurer<HttpSecurity> headers) {
        headers.contentSecurityPolicy(policy -> policy.policyDirectives(CONTENT_SECURITY_POLICY))
                .cacheControl(HeadersConfigurer.CacheControlConfig::disable) // each answer says its own
                .referrerPolicy(referrer -> referrer.policy(ReferrerPolicy.SAME_ORIGIN))
                .crossOriginOpenerPolicy(opener -> opener.policy(CrossOriginOpenerPolicy.SAME_ORIGIN))
                .crossOriginResourcePolicy(resource -> resource.policy(CrossOriginResourcePolicy.SAME_ORIGIN))
                .permissionsPolicyHeader(permissions ->
                        permissions.policy("microphone=(self), camera=(self), geolocation=(), payment=()"));
    }

    /**
     * Takes forms only from our own pages (CSRF). It has to read a form to find the token, so it comes after the keys: who
     * may not enter cannot make the server read a gigabyte first.
     */
    private static CsrfFilter forms(Refusals refusals) {
        CsrfFilter filter = new CsrfFilter(formCookie());
        filter.setRequireCsrfProtectionMatcher(new AndRequestMatcher(
                CsrfFilter.DEFAULT_CSRF_MATCHER, new NegatedRequestMatcher(SecurityConfiguration::isForPrograms)));
        filter.setAccessDeniedHandler(refusals);
        return filter;
    }

    /** The token that a form has to repeat lies in a cookie, so that no session is needed and several nodes agree. */
    private static CookieCsrfTokenRepository formCookie() {
        CookieCsrfTokenRepository cookie = new CookieCsrfTokenRepository();
        cookie.setCookieName("polyhead_form");
        cookie.setCookieCustomizer(made -> made.path("/").httpOnly(true).sameSite("Strict"));
        return cookie;
    }

    /**
     * Addresses whose callers are programs, or scripts of our pages: they send no form token. {@link OriginFilter} stands
     * before them, and the login's cookie is never sent from other sites.
     */
    private static boolean isForPrograms(HttpServletRequest request) {
        String[] parts = request.getRequestURI().split("/", 3);
        String first = parts.length > 1 ? parts[1] : "";
        return FOR_PROGRAMS.contains(first) || (first.equals("models") && parts.length > 2);
    }

    /**
     * Refuses paths and headers that mean different things to different readers; ids of models may hold {@code %2F}, which
     * the container leaves as it is in the decoded path, so a per cent sign has to be allowed there too.
     */
    @Bean
    HttpFirewall httpFirewall() {
        StrictHttpFirewall firewall = new StrictHttpFirewall();
        firewall.setAllowUrlEncodedSlash(true);
        firewall.setAllowUrlEncodedPercent(true);
        return firewall;
    }

    /** Reads no form to tell somebody of an error: who was refused before may still be sending a gigabyte. */
    @Bean
    MultipartResolver multipartResolver() {
        return new StandardServletMultipartResolver() {
            @Override
            public boolean isMultipart(HttpServletRequest request) {
                return request.getDispatcherType() != DispatcherType.ERROR && super.isMultipart(request);
            }
        };
    }
}
