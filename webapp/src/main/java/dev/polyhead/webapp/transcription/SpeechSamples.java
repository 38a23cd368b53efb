package dev.polyhead.webapp.transcription;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** Recordings to try with one click: {@code samples/speech} in the working directory or above it. */
@Component
public class SpeechSamples {
    private static final String SOUND = ".*\\.(wav|flac|mp3|ogg|m4a)";

    /** All samples, by name. */
    List<Sample> all() {
        Optional<Path> folder = folder();
        if (folder.isEmpty()) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder.get())) {
            return files.filter(file -> file.getFileName().toString().matches(SOUND))
                    .map(Sample::of)
                    .sorted((one, other) -> one.name().compareTo(other.name()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("The samples cannot be listed.", e);
        }
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

    private static Optional<Path> folder() {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path folder = at.resolve("samples/speech");
            if (Files.isDirectory(folder)) {
                return Optional.of(folder);
            }
        }
        return Optional.empty();
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
