package dev.polyhead.webapp.text;

import dev.polyhead.webapp.frame.NavigationEntry;
import dev.polyhead.webapp.models.ModelChip;
import dev.polyhead.webapp.models.ModelInfo;
import java.util.Comparator;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The page Attention: what every head of a model looks at. */
@Controller
class AttentionPage {
    private static final String SAMPLE = "The animal did not cross the street because it was too tired.";

    private final TextModels models;

    AttentionPage(TextModels models) {
        this.models = models;
    }

    @GetMapping("/attention")
    String show(
            @RequestParam(defaultValue = "") String model,
            @RequestParam(defaultValue = "") String text,
            @RequestParam(defaultValue = "") String target,
            Model page) {
        List<TextModels.Entry> able = models.all().stream()
                .sorted(Comparator.comparing(
                                (TextModels.Entry entry) -> !entry.info().loaded())
                        .thenComparing(entry -> String.valueOf(entry.info().size())))
                .toList();
        List<ModelInfo> infos = able.stream().map(TextModels.Entry::info).toList();
        ModelInfo current = infos.stream()
                .filter(info -> info.id().equals(model) || info.aliases().contains(model))
                .findFirst()
                .orElse(infos.isEmpty() ? null : infos.get(0));
        ModelChip chip = new ModelChip(current, infos);
        page.addAttribute("chip", chip);
        page.addAttribute("sample", SAMPLE);
        page.addAttribute("text", text.isBlank() ? SAMPLE : text);
        page.addAttribute("target", target);
        page.addAttribute(
                "pairs",
                models.find(chip.id())
                        .map(entry -> TextTool.TRANSLATE.tasks().contains(entry.task()))
                        .orElse(false));
        return "attention";
    }

    /** Puts the page into the rail. */
    @Configuration(proxyBeanMethods = false)
    static class Navigation {
        @Bean
        NavigationEntry attentionEntry() {
            return new NavigationEntry("attention", "/attention", "attention", NavigationEntry.Group.TASK, 60);
        }
    }
}
