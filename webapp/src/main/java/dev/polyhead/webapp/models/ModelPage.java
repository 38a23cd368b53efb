package dev.polyhead.webapp.models;

import dev.polyhead.core.hub.HubException;
import dev.polyhead.core.hub.HubHit;
import dev.polyhead.core.hub.StoreException;
import dev.polyhead.webapp.errors.ApiException;
import dev.polyhead.webapp.frame.NavigationEntry;
import dev.polyhead.webapp.jobs.Job;
import dev.polyhead.webapp.jobs.Jobs;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The page Models: what there is, what is loaded and how much memory it takes, and what can be fetched. */
@Controller
class ModelPage {
    private static final int MOST_HITS = 12;
    private static final String CURL =
            "curl http://localhost:8080/api/models/download -H 'Content-Type: application/json'"
                    + " -d '{\"id\": \"%s\"}'";

    private final Models models;
    private final Downloads downloads;
    private final Jobs jobs;

    ModelPage(Models models, Downloads downloads, Jobs jobs) {
        this.models = models;
        this.downloads = downloads;
        this.jobs = jobs;
    }

    @GetMapping("/models")
    String page(
            @RequestParam(required = false) @Nullable String task,
            @RequestParam(required = false) @Nullable String look,
            @RequestParam(required = false) @Nullable UUID job,
            Model page) {
        List<ModelInfo> all = models.all();
        Map<String, Job> fetching = downloads.running();
        List<ModelRow> rows = all.stream()
                .filter(model -> task == null || task.isBlank() || task.equals(model.task()))
                .map(model -> new ModelRow(model, fetching.get(String.valueOf(model.hub()))))
                .toList();
        page.addAttribute("tasks", tasks(all));
        page.addAttribute("task", task);
        page.addAttribute("here", rows.stream().filter(row -> row.info().here()).toList());
        page.addAttribute("absent", ModelRow.byTask(rows));
        page.addAttribute("unlisted", unlisted(all, fetching));
        page.addAttribute(
                "live",
                !fetching.isEmpty()
                        || all.stream().anyMatch(model -> model.state().equals("loading")));
        page.addAttribute("used", Megabytes.text(models.used()));
        page.addAttribute("budget", Megabytes.text(models.budget()));
        page.addAttribute("share", (double) models.used() / models.budget());
        page.addAttribute(
                "told",
                Optional.ofNullable(job).flatMap(jobs::find).map(Job::title).orElse(null));
        page.addAttribute("curl", CURL.formatted("openai/whisper-tiny"));
        if (look != null && !look.isBlank()) {
            look(look.strip(), page);
        }
        return "models";
    }

    private static List<String> tasks(List<ModelInfo> all) {
        TreeSet<String> tasks = new TreeSet<>();
        all.forEach(model -> tasks.add(Optional.ofNullable(model.task()).orElse(ModelRow.NO_TASK)));
        return new ArrayList<>(tasks);
    }

    /** Downloads of models that no list shows yet. */
    private static List<Job> unlisted(List<ModelInfo> all, Map<String, Job> fetching) {
        return fetching.values().stream()
                .filter(job -> all.stream().noneMatch(model -> job.title().equals(model.hub())))
                .toList();
    }

    /** A name is looked up, words are searched for. */
    private void look(String typed, Model page) {
        page.addAttribute("look", typed);
        try {
            if (typed.contains("/") || models.knows(typed)) {
                page.addAttribute("looked", downloads.look(typed));
            } else {
                List<HubHit> hits = downloads.search(typed, MOST_HITS);
                page.addAttribute("hits", hits);
            }
        } catch (HubException | StoreException | ApiException e) {
            page.addAttribute("refused", e.getMessage());
        }
    }

    @PostMapping("/models")
    String change(
            @RequestParam String id,
            @RequestParam String action,
            @RequestParam(required = false) @Nullable String task,
            RedirectAttributes redirect) {
        switch (action) {
            case "load" -> models.load(id, null);
            case "keep" -> models.load(id, true);
            case "release" -> models.load(id, false);
            case "unload" -> models.unload(id);
            case "download" -> downloads.start(id, null);
            case "check" -> CheckKind.submit(jobs, models.get(id).id());
            case "remove" -> models.remove(id);
            default -> throw ApiException.badRequest("action", "There is no action '%s'.".formatted(action));
        }
        if (task != null && !task.isBlank()) {
            redirect.addAttribute("task", task);
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
