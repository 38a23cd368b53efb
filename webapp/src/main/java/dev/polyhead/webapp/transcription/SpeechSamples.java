package dev.polyhead.webapp.transcription;

import dev.polyhead.webapp.models.SampleFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Recordings to try with one click. */
@Component
public class SpeechSamples {
    private static final String SOUND = ".*\\.(wav|flac|mp3|ogg|m4a)";

    private final SampleFiles files;

    SpeechSamples(SampleFiles files) {
        this.files = files;
    }

    /** All samples, by name. */
    List<Sample> all() {
        return files.of("speech", SOUND).stream().map(Sample::of).toList();
    }

    /** What a page offers, in the words of the reader. */
    public List<Choice> choices(Locale locale) {
        return all().stream()
                .map(sample -> new Choice(sample.name(), LanguageChoice.name(sample.language(), locale)))
                .toList();
    }

    /** The sample of this name. */
    Optional<Sample> find(String name) {
        return all().stream().filter(sample -> sample.name().equals(name)).findFirst();
    }

    /**
     * A sample's button.
     *
     * @param name to send
     * @param label the language it is in
     */
    public record Choice(String name, String label) {}

    /**
     * One sample.
     *
     * @param name of the file
     * @param file where it is
     */
    record Sample(String name, Path file) {
        static Sample of(Path file) {
            return new Sample(file.getFileName().toString(), file);
        }

        /** The language it is in, as the name says. */
        String language() {
            return name.substring(0, name.indexOf('.'));
        }
    }
}
