package dev.polyhead.webapp.jobs;

import dev.polyhead.webapp.frame.NavigationEntry;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;

/** The page Jobs: everything long, newest first, each with what can be done about it. */
@Controller
class JobPages {
    private static final int MOST = 100;

    private final Jobs jobs;
    private final JobQueue queue;

    JobPages(Jobs jobs, JobQueue queue) {
        this.jobs = jobs;
        this.queue = queue;
    }

    @GetMapping("/jobs")
    String page(
            Model model,
            @RequestParam(required = false) @Nullable String state,
            @RequestHeader(name = "HX-Request", required = false) @Nullable String htmx) {
        JobState wanted = state == null || state.isBlank() ? null : JobController.state(state);
        List<Row> rows = jobs.newest(null, wanted, MOST).stream()
                .map(job -> new Row(job, queue.page(job)))
                .toList();
        model.addAttribute("rows", rows);
        model.addAttribute("state", wanted == null ? null : wanted.word());
        model.addAttribute("states", JobState.values());
        model.addAttribute(
                "live", rows.stream().anyMatch(row -> !row.job().state().isOver()));
        return htmx == null ? "jobs" : "jobs :: list";
    }

    @PostMapping("/jobs/{id}/pause")
    String pause(@PathVariable UUID id, @RequestParam(defaultValue = "false") boolean stay) {
        return after(jobs.pause(id), stay);
    }

    @PostMapping("/jobs/{id}/resume")
    String resume(@PathVariable UUID id, @RequestParam(defaultValue = "false") boolean stay) {
        return after(jobs.resume(id), stay);
    }

    @PostMapping("/jobs/{id}/retry")
    String retry(@PathVariable UUID id, @RequestParam(defaultValue = "false") boolean stay) {
        return after(jobs.retry(id), stay);
    }

    @PostMapping("/jobs/{id}/cancel")
    String cancel(@PathVariable UUID id, @RequestParam(defaultValue = "false") boolean stay) {
        return after(jobs.cancel(id), stay);
    }

    @PostMapping("/jobs/{id}/remove")
    String remove(@PathVariable UUID id) {
        jobs.remove(id);
        return "redirect:/jobs";
    }

    /** Back to the job's own page if the form stood there, else to the list. */
    private String after(Job job, boolean stay) {
        String page = queue.page(job);
        return "redirect:" + (stay && page != null ? page : "/jobs");
    }

    /** A job and where a page shows it. */
    record Row(Job job, @Nullable String page) {
        /** How long it took since it was last started, for people; empty while it is not over. */
        public String took() {
            if (job.startedAt() == null || job.finishedAt() == null) {
                return "";
            }
            long seconds = Duration.between(job.startedAt(), job.finishedAt()).toSeconds();
            return seconds < 60 ? seconds + " s" : "%d:%02d min".formatted(seconds / 60, seconds % 60);
        }
    }

    /** Puts the page into the rail. */
    @org.springframework.context.annotation.Configuration(proxyBeanMethods = false)
    static class Navigation {
        @Bean
        NavigationEntry jobsEntry() {
            return new NavigationEntry("jobs", "/jobs", "jobs", NavigationEntry.Group.HOUSE, 20);
        }
    }
}
