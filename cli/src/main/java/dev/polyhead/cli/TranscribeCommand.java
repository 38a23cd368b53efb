package dev.polyhead.cli;

import dev.polyhead.core.generation.Cancellation;
import dev.polyhead.speech.LanguageProbability;
import dev.polyhead.speech.Segment;
import dev.polyhead.speech.SubtitleOptions;
import dev.polyhead.speech.Transcript;
import dev.polyhead.speech.TranscriptFormat;
import dev.polyhead.speech.TranscriptionListener;
import dev.polyhead.speech.TranscriptionOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code transcribe}: recordings in, what is said in them out. */
@Command(
        name = "transcribe",
        description = "Writes down what is said in recordings and videos, as text or subtitles.",
        mixinStandardHelpOptions = true,
        footer = "A recording that cannot be read does not stop the others; the exit code is then 1.")
final class TranscribeCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", arity = "1..*", description = "Recordings or videos, in any usual format.")
    private List<Path> files = List.of();

    @Option(
            names = {"-f", "--format"},
            split = ",",
            paramLabel = "FORMAT",
            converter = FormatName.class,
            defaultValue = "text",
            description = "text, json, verbose_json, srt, vtt, tsv or lrc; several, with commas, need --output-dir"
                    + " (default: ${DEFAULT-VALUE}).")
    private List<TranscriptFormat> formats = List.of(TranscriptFormat.TEXT);

    @Option(
            names = {"-o", "--output-dir"},
            paramLabel = "FOLDER",
            description = "Write a file for each recording and format; the text is then shown as well.")
    private @Nullable Path outputFolder;

    @Option(
            names = {"-q", "--quiet"},
            description = "With --output-dir: do not show the text.")
    private boolean quiet;

    @Option(names = "--max-line-width", paramLabel = "N", description = "Most characters of a line of subtitles.")
    private int maxLineWidth;

    @Option(names = "--max-line-count", paramLabel = "N", description = "Most lines of subtitles at once.")
    private int maxLineCount;

    @Option(
            names = "--model",
            paramLabel = "ID|FOLDER",
            defaultValue = SpeechModel.DEFAULT,
            description = "A Whisper model that is here, or its folder (default: ${DEFAULT-VALUE}).")
    private String model = SpeechModel.DEFAULT;

    @Mixin
    private ModelPlaces places = new ModelPlaces();

    @Option(
            names = "--progress",
            negatable = true,
            description = "Show how far it is, or do not (default: on a terminal).")
    private @Nullable Boolean progress;

    @Mixin
    private TranscriptionSettings transcription = new TranscriptionSettings();

    @Mixin
    private ModelSettings settings = new ModelSettings();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        if (outputFolder == null && formats.size() > 1) {
            throw new ParameterException(
                    spec.commandLine(),
                    "%d formats do not fit into one output. Give --output-dir.".formatted(formats.size()));
        }
        SubtitleOptions subtitles = subtitles();
        TranscriptionOptions options = transcription.options(maxLineWidth > 0);
        TranscriptFiles output = outputFolder == null ? null : new TranscriptFiles(outputFolder, formats, subtitles);
        boolean failed = false;
        try (SpeechModel speech =
                SpeechModel.open(model, places.folders(), settings.options(), TranscriptionSettings.detects(options))) {
            for (Path file : files) {
                failed |= !transcribe(speech, file, options, subtitles, output);
            }
        }
        return failed ? 1 : 0;
    }

    private SubtitleOptions subtitles() {
        try {
            return new SubtitleOptions(maxLineWidth, maxLineCount);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(
                    spec.commandLine(), String.valueOf(e.getMessage()).replace('_', '-'), e);
        }
    }

    /** Transcribes one recording; tells whether that went well. */
    private boolean transcribe(
            SpeechModel speech,
            Path file,
            TranscriptionOptions options,
            SubtitleOptions subtitles,
            @Nullable TranscriptFiles output) {
        PrintWriter err = spec.commandLine().getErr();
        ProgressBar bar = new ProgressBar(
                err, progress == null ? ProgressBar.onTerminal() : progress, String.valueOf(file.getFileName()));
        try {
            if (Files.isDirectory(file)) {
                throw new IOException("This is a folder. Name the recordings in it.");
            }
            Transcript transcript = speech.transcriber().transcribe(file, options, new Shown(bar), new Cancellation());
            bar.clear();
            transcript.warnings().forEach(warning -> err.println("%s: %s".formatted(file, warning)));
            if (output != null) {
                output.write(file, transcript).forEach(made -> err.println("Wrote " + made));
            } else if (!asItComes()) {
                PrintWriter out = spec.commandLine().getOut();
                out.print(formats.get(0).write(transcript, subtitles));
                out.flush();
            }
            return true;
        } catch (IOException | RuntimeException e) {
            bar.clear();
            LoggerFactory.getLogger(TranscribeCommand.class).debug("A recording failed.", e);
            err.println(spec.commandLine()
                    .getColorScheme()
                    .errorText("polyhead: %s: %s".formatted(file, Explanation.of(e))));
            return false;
        }
    }

    /** Whether each line is shown once it is written. */
    private boolean asItComes() {
        return outputFolder == null ? formats.get(0) == TranscriptFormat.TEXT : !quiet;
    }

    /** Shows progress, and the text as it comes. */
    private final class Shown implements TranscriptionListener {
        private final ProgressBar bar;

        Shown(ProgressBar bar) {
            this.bar = bar;
        }

        @Override
        public void language(LanguageProbability language) {
            LoggerFactory.getLogger(TranscribeCommand.class).info("Language: {}", language);
        }

        @Override
        public void progress(double seconds, double total) {
            bar.show(seconds, total);
        }

        @Override
        public void segment(Segment segment) {
            if (asItComes() && !segment.text().isBlank()) {
                bar.clear();
                PrintWriter out = spec.commandLine().getOut();
                out.println(segment.text().strip());
                out.flush();
            }
        }
    }

    /** Reads the name of a format. */
    static final class FormatName implements ITypeConverter<TranscriptFormat> {
        @Override
        public TranscriptFormat convert(String name) {
            try {
                return TranscriptFormat.of(name);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
