package dev.polyhead.cli;

import dev.polyhead.text.TextModel;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A text and the model that is to work on it, for every command that does. */
final class TextSettings {
    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec command;

    @Parameters(paramLabel = "TEXT", arity = "0..*", description = "The text; without one it is read from the input.")
    private List<String> texts = List.of();

    @Option(names = "--file", paramLabel = "FILE", description = "Read the text from a file.")
    private @Nullable Path file;

    @Option(names = "--model", paramLabel = "ID|FOLDER", description = "A model that is here, or its folder.")
    private @Nullable String model;

    @Mixin
    private ModelPlaces places = new ModelPlaces();

    @Option(names = "--truncate", description = "Cut a text that is longer than the model sees.")
    boolean truncate;

    @Option(names = "--json", description = "Print JSON.")
    boolean json;

    @Mixin
    private ModelSettings settings = new ModelSettings();

    /**
     * Opens the model.
     *
     * @param usual what is taken where none was named; null where one has to be
     */
    TextModel open(@Nullable String usual) {
        String chosen = model == null ? usual : model;
        if (chosen == null) {
            throw new ParameterException(
                    command.commandLine(),
                    "Which model? Name one with --model; 'polyhead models' lists those that are here.");
        }
        return TextModel.open(LocalModels.folder(chosen, places.folders()), settings.options());
    }

    /** The words of the command line as one text, else the file or the input as a whole. */
    String text() throws IOException {
        if (!texts.isEmpty()) {
            return String.join(" ", texts);
        }
        return String.join("\n", lines()).strip();
    }

    /** Each argument as a text of its own, else the lines of the file or the input that are not blank. */
    List<String> several() throws IOException {
        return texts.isEmpty()
                ? lines().stream().filter(line -> !line.isBlank()).toList()
                : texts;
    }

    /** Whether a text was given on the command line or as a file. */
    boolean given() {
        return !texts.isEmpty() || file != null;
    }

    private List<String> lines() throws IOException {
        if (file != null) {
            return Files.readAllLines(file);
        }
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        return in.lines().toList();
    }
}
