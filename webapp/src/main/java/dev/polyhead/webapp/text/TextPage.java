package dev.polyhead.webapp.text;

import dev.polyhead.webapp.errors.ApiException;
import dev.polyhead.webapp.errors.Problems;
import dev.polyhead.webapp.frame.NavigationEntry;
import dev.polyhead.webapp.models.ModelChip;
import dev.polyhead.webapp.models.ModelInfo;
import dev.polyhead.webapp.system.PolyheadProperties;
import java.util.Comparator;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;

/** The page Text: one form a tool, the result below it. */
@Controller
class TextPage {
    private final TextModels models;
    private final TextTools tools;
    private final Problems problems;
    private final PolyheadProperties properties;

    TextPage(TextModels models, TextTools tools, Problems problems, PolyheadProperties properties) {
        this.models = models;
        this.tools = tools;
        this.problems = problems;
        this.properties = properties;
    }

    /** The form; a link that holds a text shows its result too. */
    @GetMapping("/text")
    String show(@ModelAttribute("form") TextForm form, Model page) {
        return page(form, page, !form.getText().isBlank() && TextTool.of(form.getTool()) != TextTool.CHAT);
    }

    @PostMapping("/text")
    String run(@ModelAttribute("form") TextForm form, Model page) {
        return page(form, page, true);
    }

    private String page(TextForm form, Model page, boolean runs) {
        TextTool tool = TextTool.of(form.getTool());
        ModelChip chip = chip(tool, form.getModel());
        page.addAttribute("tool", tool);
        page.addAttribute("tools", TextTool.values());
        page.addAttribute(
                "chats", models.find(chip.id()).map(TextModels.Entry::chats).orElse(false));
        boolean choosesLanguages = tool == TextTool.TRANSLATE && models.choosesLanguages(chip.id());
        page.addAttribute("choosesLanguages", choosesLanguages);
        page.addAttribute("curl", Curl.of(tool, form, chip.id(), choosesLanguages));
        if (chip.current() == null) {
            page.addAttribute("suggested", models.suggested(tool.tasks()));
        }
        if (runs && chip.current() != null) {
            try {
                check(form);
                long begun = System.nanoTime();
                page.addAttribute("result", tools.run(tool, form, chip.id()));
                page.addAttribute("millis", (System.nanoTime() - begun) / 1_000_000);
            } catch (RuntimeException e) {
                // The input stays, with what is wrong below it.
                page.addAttribute("error", problems.of(e).detail());
            }
        }
        page.addAttribute("chip", chip(tool, form.getModel())); // by now it may be loaded
        return "text";
    }

    private void check(TextForm form) {
        if (form.getText().isBlank()) {
            throw ApiException.badRequest("text", "The text is empty. Write something first.");
        }
        if (form.getText().length() > properties.limits().text().toBytes()) {
            throw ChatController.tooMuch("text", properties.limits().text().toBytes());
        }
    }

    private ModelChip chip(TextTool tool, String wanted) {
        List<TextModels.Entry> able = models.all().stream()
                .filter(entry -> tool.tasks().contains(entry.task()))
                .sorted(Comparator.comparing((TextModels.Entry entry) -> !entry.chats())
                        .thenComparing(entry -> !entry.info().loaded()))
                .toList();
        List<ModelInfo> infos = able.stream().map(TextModels.Entry::info).toList();
        ModelInfo current = infos.stream()
                .filter(info -> info.id().equals(wanted) || info.aliases().contains(wanted))
                .findFirst()
                .orElse(infos.isEmpty() ? null : infos.get(0));
        return new ModelChip(current, infos);
    }

    /** Puts the page into the rail. */
    @Configuration(proxyBeanMethods = false)
    static class Navigation {
        @Bean
        NavigationEntry textEntry() {
            return new NavigationEntry("text", "/text", "text", NavigationEntry.Group.TASK, 40);
        }
    }
}
