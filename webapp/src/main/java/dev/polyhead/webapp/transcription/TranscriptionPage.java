package dev.polyhead.webapp.transcription;

import dev.polyhead.webapp.classification.PictureSamples;
import dev.polyhead.webapp.errors.ApiException;
import dev.polyhead.webapp.frame.NavigationEntry;
import dev.polyhead.webapp.frame.Preferences;
import dev.polyhead.webapp.jobs.Job;
import dev.polyhead.webapp.models.Models;
import dev.polyhead.webapp.system.PolyheadProperties;
import dev.polyhead.webapp.uploads.FormFields;
import dev.polyhead.webapp.uploads.Upload;
import dev.polyhead.webapp.uploads.Uploads;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.util.unit.DataSize;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

/** The page Transcribe: a recording at the top, the transcript below while it is being made. */
@Controller
class TranscriptionPage {
    private final Transcriptions transcriptions;
    private final Uploads uploads;
    private final SpeechSamples samples;
    private final PictureSamples pictures;
    private final Models models;
    private final PolyheadProperties properties;

    TranscriptionPage(
            Transcriptions transcriptions,
            Uploads uploads,
            SpeechSamples samples,
            PictureSamples pictures,
            Models models,
            PolyheadProperties properties) {
        this.transcriptions = transcriptions;
        this.uploads = uploads;
        this.samples = samples;
        this.pictures = pictures;
        this.models = models;
        this.properties = properties;
    }

    @GetMapping("/")
    String start(
            @RequestParam(name = "model", required = false) @Nullable String wanted,
            HttpServletRequest request,
            Model model,
            Locale locale) {
        model.addAttribute("chip", models.chip(SpeechModels.TASK, wanted));
        model.addAttribute("languages", LanguageChoice.all(locale));
        model.addAttribute("samples", samples.choices(locale));
        model.addAttribute("welcome", Preferences.wantsWelcome(request));
        model.addAttribute("pictures", pictures.names());
        model.addAttribute("largest", readable(properties.limits().audio()));
        return "transcription";
    }

    @GetMapping("/transcriptions/{id}")
    String one(@PathVariable UUID id, Model model, Locale locale) throws IOException {
        Job job = transcriptions.get(id);
        TranscriptionResult result = transcriptions.result(job);
        model.addAttribute("job", job);
        model.addAttribute("result", result);
        TranscriptView transcript = TranscriptView.of(job, transcriptions.transcript(id));
        String origin = ServletUriComponentsBuilder.fromCurrentContextPath().toUriString();
        model.addAttribute("curl", CurlCall.of(origin, job.title(), transcriptions.request(id)));
        model.addAttribute("transcript", transcript);
        model.addAttribute("reached", SegmentView.clock(transcript.duration()));
        model.addAttribute("duration", result == null ? "" : SegmentView.clock(result.duration()));
        model.addAttribute("languageName", result == null ? "" : LanguageChoice.name(result.language(), locale));
        return "transcript";
    }

    /** The form without JavaScript: a file, or a sample by name. */
    @PostMapping("/transcriptions")
    String submit(
            @RequestParam(required = false) @Nullable MultipartFile file,
            @RequestParam(required = false) @Nullable String sample,
            HttpServletRequest request)
            throws IOException {
        try (Upload upload = upload(file, sample)) {
            Job job = transcriptions.submit(upload, FormFields.of(request.getParameterMap()));
            return "redirect:/transcriptions/" + job.id();
        }
    }

    private Upload upload(@Nullable MultipartFile file, @Nullable String sample) throws IOException {
        if (sample == null) {
            return uploads.keep(file, "file", properties.limits().audio());
        }
        SpeechSamples.Sample chosen = samples.find(sample)
                .orElseThrow(() -> ApiException.notFound("sample", null, "There is no sample of this name."));
        try (InputStream in = Files.newInputStream(chosen.file())) {
            return uploads.keep(in, chosen.name(), properties.limits().audio());
        }
    }

    private static String readable(DataSize size) {
        return size.toGigabytes() > 0 ? size.toGigabytes() + " GB" : size.toMegabytes() + " MB";
    }

    /** Puts the page into the rail. */
    @Configuration(proxyBeanMethods = false)
    static class Navigation {
        @Bean
        NavigationEntry transcribeEntry() {
            return new NavigationEntry("transcribe", "/", "transcribe", NavigationEntry.Group.TASK, 10);
        }
    }
}
