package dev.polyhead.webapp.security;

import dev.polyhead.webapp.frame.NavigationEntry;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The page Keys, for admins: who may use this server, and what for. */
@Controller
class KeyPage {
    private final AccessKeys keys;

    KeyPage(AccessKeys keys) {
        this.keys = keys;
    }

    @GetMapping("/keys")
    String page(Model page, HttpServletResponse response) {
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        page.addAttribute("keys", keys.all());
        page.addAttribute("open", !keys.isRequired());
        return "keys";
    }

    /** Shows the new key in the answer itself: it is nowhere else, so a reload cannot bring it back. */
    @PostMapping("/keys")
    String create(
            @RequestParam String name,
            @RequestParam String scope,
            @RequestParam(defaultValue = "") String expires,
            Model page,
            HttpServletResponse response) {
        try {
            page.addAttribute("made", keys.create(name, KeyRing.scope(scope), KeyRing.end(expires)));
        } catch (KeyRefused e) {
            response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
            page.addAttribute("refused", e.getMessage());
            page.addAttribute("name", name);
        }
        return page(page, response);
    }

    @PostMapping("/keys/{id}/revoke")
    String revoke(@PathVariable String id, Model page, HttpServletResponse response) {
        try {
            keys.revoke(id);
        } catch (KeyRefused e) {
            response.setStatus(HttpServletResponse.SC_CONFLICT);
            page.addAttribute("refused", e.getMessage());
            return page(page, response);
        }
        return "redirect:/keys";
    }

    /** Puts the page into the rail. */
    @Configuration(proxyBeanMethods = false)
    static class Navigation {
        @Bean
        NavigationEntry keysEntry() {
            return new NavigationEntry("keys", "/keys", "key", NavigationEntry.Group.HOUSE, 90);
        }
    }
}
