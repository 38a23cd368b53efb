package dev.polyhead.cli;

import dev.polyhead.core.generation.Cancellation;
import dev.polyhead.core.model.Model;
import dev.polyhead.media.audio.AudioSource;
import dev.polyhead.media.audio.MelodyTracker;
import dev.polyhead.music.ComposeOptions;
import dev.polyhead.music.Composer;
import dev.polyhead.music.Composition;
import dev.polyhead.music.CompositionListener;
import dev.polyhead.music.Key;
import dev.polyhead.music.MidiFile;
import dev.polyhead.music.PlayingRules;
import dev.polyhead.music.Primer;
import dev.polyhead.music.Synthesizer;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code compose}: a piece from nothing, or on from a MIDI file or a hummed melody. */
@Command(name = "compose", description = "Writes music, as MIDI or as sound.", mixinStandardHelpOptions = true)
final class ComposeCommand implements Callable<Integer> {
    @Option(
            names = "--model",
            paramLabel = "FOLDER|ID",
            description = "A checkpoint folder, or the id of a model that is here (default: ${DEFAULT-VALUE}).",
            defaultValue = "music-tiny")
    private String model = "music-tiny";

    @Mixin
    private ModelPlaces places = new ModelPlaces();

    @Option(names = "--primer", paramLabel = "FILE", description = "MIDI file or recording of a melody to continue.")
    private @Nullable Path primer;

    @Option(names = "--seconds", paramLabel = "S", description = "Music to write, 0.5 to 600 (default: 20).")
    private @Nullable Double seconds;

    @Option(names = "--max-events", paramLabel = "N", description = "Most events to write, 1 to 20000.")
    private @Nullable Integer maxEvents;

    @Option(names = "--temperature", paramLabel = "T", description = "0 (always the likeliest) to 5.")
    private @Nullable Double temperature;

    @Option(names = "--top-k", paramLabel = "K", description = "Draw from so many likeliest events; 0 from all.")
    private @Nullable Integer topK;

    @Option(names = "--top-p", paramLabel = "P", description = "Draw from the likeliest that hold this probability.")
    private @Nullable Double topP;

    @Option(names = "--seed", paramLabel = "N", description = "The same seed gives the same piece.")
    private @Nullable Long seed;

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description = "Only notes of a key, such as 'C major', 'F# minor' or 'fis-Moll'.")
    private @Nullable String key;

    @Option(names = "--tempo", paramLabel = "BPM", description = "Every event on a sixteenth of this tempo, 20 to 300.")
    private @Nullable Double tempo;

    @Option(
            names = "--candidates",
            paramLabel = "N",
            description = "Pieces of successive seeds, 1 to 4; the files get -1, -2, … (default: ${DEFAULT-VALUE}).",
            defaultValue = "1")
    private int candidates = 1;

    @Option(names = "--soundfont", paramLabel = "FILE", description = "Instruments for sound (.sf2, .dls).")
    private @Nullable Path soundfont;

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "OUT.mid|OUT.wav",
            description = "The ending says which.")
    private Path output = Path.of("");

    @Mixin
    private ModelSettings settings = new ModelSettings();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        boolean sound = isSound();
        ComposeOptions options = options();
        try (Model loaded = Model.open(LocalModels.folder(model, places.folders()), settings.options())) {
            Composer composer = Composer.of(loaded);
            long begun = System.nanoTime();
            List<Composition> pieces =
                    composer.compose(primer(composer), options, CompositionListener.NONE, new Cancellation());
            double took = (System.nanoTime() - begun) / 1e9;
            for (int i = 0; i < pieces.size(); i++) {
                write(pieces.get(i), name(i, pieces.size()), sound);
                report(pieces.get(i), name(i, pieces.size()), took / pieces.size());
            }
        }
        return 0;
    }

    private ComposeOptions options() {
        try {
            PlayingRules rules = new PlayingRules(
                    PlayingRules.DEFAULT.maxPolyphony(),
                    PlayingRules.DEFAULT.maxNoteSeconds(),
                    key == null ? null : Key.parse(key),
                    tempo);
            return new ComposeOptions(seconds, maxEvents, temperature, topK, topP, seed, candidates, rules);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private boolean isSound() {
        String name = output.getFileName().toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".wav")) {
            return true;
        }
        if (name.endsWith(".mid") || name.endsWith(".midi")) {
            return false;
        }
        throw new ParameterException(
                spec.commandLine(),
                "'%s' ends neither in .mid nor in .wav; the ending says what to write.".formatted(output));
    }

    private Primer primer(Composer composer) throws IOException {
        if (primer == null) {
            return Primer.none();
        }
        byte[] head;
        try (InputStream in = Files.newInputStream(primer)) {
            head = in.readNBytes(32);
        }
        String name = primer.getFileName().toString().toLowerCase(Locale.ROOT);
        if (MidiFile.looksLikeMidi(head) || name.endsWith(".mid") || name.endsWith(".midi")) {
            return Primer.of(MidiFile.read(primer), composer.vocabulary());
        }
        float[] samples = AudioSource.readAll(primer, MelodyTracker.RATE_HZ);
        return Primer.of(MelodyTracker.track(samples, MelodyTracker.RATE_HZ), composer.vocabulary());
    }

    private Path name(int number, int count) {
        if (count == 1) {
            return output;
        }
        String name = output.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return output.resolveSibling("%s-%d%s".formatted(name.substring(0, dot), number + 1, name.substring(dot)));
    }

    private void write(Composition piece, Path file, boolean sound) throws IOException {
        if (!sound) {
            Files.write(file, MidiFile.write(piece.score()));
            return;
        }
        Synthesizer synthesizer = soundfont == null ? new Synthesizer() : new Synthesizer(soundfont);
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            synthesizer.write(piece.score(), out);
        }
    }

    private void report(Composition piece, Path file, double took) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(String.format(
                Locale.ROOT,
                "%s: %d events, %d notes, %.1f s, mostly in %s, seed %d, %.1f s to write",
                file,
                piece.events(),
                piece.score().notes().size(),
                piece.seconds(),
                Key.best(piece.score().notes(), options().rules().key()),
                piece.seed(),
                took));
        piece.warnings().forEach(warning -> spec.commandLine().getErr().println(warning));
    }
}
