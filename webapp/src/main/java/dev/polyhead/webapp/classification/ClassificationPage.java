package dev.polyhead.webapp.classification;

import dev.polyhead.media.image.ImagePixels;
import dev.polyhead.webapp.frame.NavigationEntry;
import dev.polyhead.webapp.models.ModelChip;
import dev.polyhead.webapp.models.Models;
import dev.polyhead.webapp.uploads.FormFields;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.multipart.MultipartFile;

/** The page Classify. Its script talks to {@link ClassificationController}; without one, its form does the same here. */
@Controller
class ClassificationPage {
    private static final int SHOWN_EDGE = 640;

    private final Classifications classifications;
    private final Pictures pictures;
    private final PictureSamples samples;
    private final PictureModels pictureModels;
    private final Models models;
    private final PictureProperties properties;

    ClassificationPage(
            Classifications classifications,
            Pictures pictures,
            PictureSamples samples,
            PictureModels pictureModels,
            Models models,
            PictureProperties properties) {
        this.classifications = classifications;
        this.pictures = pictures;
        this.samples = samples;
        this.pictureModels = pictureModels;
        this.models = models;
        this.properties = properties;
    }

    @GetMapping("/classify")
    String page(
            @RequestParam(defaultValue = "") String labels,
            @RequestParam(defaultValue = "") String template,
            @RequestParam(required = false) @Nullable String model,
            @RequestParam(required = false) @Nullable String own,
            Model page) {
        page.addAttribute("chip", chip(PictureModels.Task.CLASSIFY, model, properties.classifier()));
        page.addAttribute("otherChip", chip(PictureModels.Task.COMPARE, own, properties.encoder()));
        page.addAttribute("otherChipShown", !labels.isBlank());
        page.addAttribute("samples", samples.names());
        page.addAttribute(
                "small",
                pictureModels.all().stream()
                        .filter(PictureModels.Entry::small)
                        .map(PictureModels.Entry::id)
                        .toList());
        page.addAttribute("largest", pictures.limits().maxBytes() >> 20);
        page.addAttribute("givenLabels", labels);
        page.addAttribute("givenTemplate", template);
        return "classify";
    }

    private ModelChip chip(PictureModels.Task task, @Nullable String wanted, String usual) {
        return models.chip(task.word(), Objects.requireNonNullElse(wanted, usual));
    }

    /** The form without JavaScript: a file, or a sample by name. */
    @PostMapping("/classify")
    String classify(
            @RequestParam(required = false) @Nullable MultipartFile file,
            @RequestParam(required = false) @Nullable String sample,
            HttpServletRequest request,
            Model page)
            throws IOException {
        FormFields form = FormFields.of(request.getParameterMap());
        ClassificationFields fields = ClassificationFields.read(form);
        byte[] bytes = sample == null ? pictures.bytes(file, "file") : Files.readAllBytes(samples.get(sample));
        ImagePixels picture = pictures.decode(bytes, "file");
        Classifications.Said said =
                classifications.classify(fields, List.of(picture)).get(0);
        byte[] shown = picture.within(SHOWN_EDGE).toJpeg();
        page.addAttribute("answered", said.labels());
        page.addAttribute("model", classifications.model(fields));
        page.addAttribute(
                "picture", "data:image/jpeg;base64," + Base64.getEncoder().encodeToString(shown));
        String labels = String.join(", ", fields.labels());
        String named = fields.model();
        return page(
                labels,
                String.join("", fields.templates()),
                labels.isEmpty() ? named : null,
                labels.isEmpty() ? null : named,
                page);
    }

    /** Puts the page into the rail. */
    @Configuration(proxyBeanMethods = false)
    static class Navigation {
        @Bean
        NavigationEntry classifyEntry() {
            return new NavigationEntry("classify", "/classify", "classify", NavigationEntry.Group.TASK, 30);
        }
    }
}
