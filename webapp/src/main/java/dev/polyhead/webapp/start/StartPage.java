package dev.polyhead.webapp.start;

import dev.polyhead.webapp.classification.PictureSamples;
import dev.polyhead.webapp.transcription.SpeechSamples;
import java.util.Locale;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** The page behind the name of the suite: one sample for each thing that works at once. */
@Controller
class StartPage {
    private final SpeechSamples speech;
    private final PictureSamples pictures;

    StartPage(SpeechSamples speech, PictureSamples pictures) {
        this.speech = speech;
        this.pictures = pictures;
    }

    @GetMapping("/start")
    String page(Model page, Locale locale) {
        page.addAttribute("spoken", speech.choices(locale));
        page.addAttribute("pictures", pictures.names());
        return "start";
    }
}
