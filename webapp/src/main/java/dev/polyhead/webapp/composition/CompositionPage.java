package dev.polyhead.webapp.composition;

import dev.polyhead.music.Key;
import dev.polyhead.webapp.frame.NavigationEntry;
import dev.polyhead.webapp.jobs.Job;
import dev.polyhead.webapp.system.PolyheadProperties;
import dev.polyhead.webapp.uploads.FormFields;
import dev.polyhead.webapp.uploads.Upload;
import dev.polyhead.webapp.uploads.Uploads;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.multipart.MultipartFile;

/** The page Compose. Its script talks to {@link CompositionController}; without one, its form does the same here. */
@Controller
class CompositionPage {
    private static final int RECENT = 12;

    private final Compositions compositions;
    private final MusicModels models;
    private final Uploads uploads;
    private final PolyheadProperties properties;

    CompositionPage(Compositions compositions, MusicModels models, Uploads uploads, PolyheadProperties properties) {
        this.compositions = compositions;
        this.models = models;
        this.uploads = uploads;
        this.properties = properties;
    }

    @GetMapping("/compose")
    String page(@RequestParam(name = "model", required = false) @Nullable String wanted, Model model) {
        model.addAttribute("chip", models.chip(wanted));
        model.addAttribute("keys", Key.all());
        model.addAttribute("recent", compositions.newest(RECENT));
        return "compose";
    }

    @GetMapping("/compose/{id}")
    String piece(
            @PathVariable UUID id,
            @RequestParam(name = "model", required = false) @Nullable String wanted,
            Model model) {
        Job job = compositions.get(id);
        model.addAttribute("piece", job);
        return page(wanted, model);
    }

    @PostMapping("/compose")
    String compose(@RequestParam(required = false) @Nullable MultipartFile primer, HttpServletRequest request)
            throws IOException {
        FormFields fields = FormFields.of(request.getParameterMap());
        if (primer == null || primer.isEmpty()) {
            return "redirect:/compose/" + compositions.submit(fields, null).id();
        }
        try (Upload upload = uploads.keep(primer, "primer", properties.limits().audio())) {
            return "redirect:/compose/" + compositions.submit(fields, upload).id();
        }
    }

    /** Puts the page into the rail. */
    @Configuration(proxyBeanMethods = false)
    static class Navigation {
        @Bean
        NavigationEntry composeEntry() {
            return new NavigationEntry("compose", "/compose", "compose", NavigationEntry.Group.TASK, 50);
        }
    }
}
