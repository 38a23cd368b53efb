package dev.polyhead.webapp.models;

import dev.polyhead.webapp.frame.NavigationEntry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The page Models: what there is, what is loaded, and how much memory it takes. */
@Controller
class ModelPage {
    private final Models models;

    ModelPage(Models models) {
        this.models = models;
    }

    @GetMapping("/models")
    String page(@RequestParam(required = false) @Nullable String task, Model page) {
        Map<String, List<ModelInfo>> byTask = new LinkedHashMap<>();
        for (ModelInfo model : models.all()) {
            String of = Optional.ofNullable(model.task()).orElse("other");
            if (task == null || task.equals(of)) {
                byTask.computeIfAbsent(of, key -> new java.util.ArrayList<>()).add(model);
            }
        }
        page.addAttribute("byTask", byTask);
        page.addAttribute("task", task);
        page.addAttribute("used", Megabytes.text(models.used()));
        page.addAttribute("budget", Megabytes.text(models.budget()));
        page.addAttribute("share", (double) models.used() / models.budget());
        return "models";
    }

    @PostMapping("/models")
    String change(@RequestParam String id, @RequestParam String action) {
        if (action.equals("unload")) {
            models.unload(id);
        } else {
            models.load(id);
        }
        return "redirect:/models";
    }

    /** Puts the page into the rail. */
    @Configuration(proxyBeanMethods = false)
    static class Navigation {
        @Bean
        NavigationEntry modelsEntry() {
            return new NavigationEntry("models", "/models", "models", NavigationEntry.Group.HOUSE, 10);
        }
    }
}
