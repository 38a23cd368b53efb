package dev.polyhead.cli;

import dev.polyhead.music.MidiFile;
import dev.polyhead.music.NoteEvents;
import dev.polyhead.music.PerformanceEvents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** {@code encode-midi}: MIDI in, performance events out. */
@Command(
        name = "encode-midi",
        description = "Writes the notes of MIDI files as the ids of the 388 performance events.",
        mixinStandardHelpOptions = true)
final class EncodeMidiCommand implements Callable<Integer> {
    @Parameters(paramLabel = "F.mid", arity = "1..*", description = "Standard MIDI Files.")
    private List<Path> files = List.of();

    @Option(
            names = "--output",
            required = true,
            paramLabel = "OUT.json",
            description = "[[ids], …], a row for each file.")
    private Path output = Path.of("");

    @Option(names = "--drums", description = "Keep percussion, which is dropped by default.")
    private boolean drums;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        NoteEvents vocabulary = new PerformanceEvents();
        List<int[]> rows = new ArrayList<>();
        for (Path path : files) {
            MidiFile file = MidiFile.read(path);
            file.warnings().forEach(warning -> spec.commandLine().getErr().println("%s: %s".formatted(path, warning)));
            rows.add(vocabulary.encode(drums ? file.score() : file.notes()));
        }
        Files.writeString(output, JsonMapper.shared().writeValueAsString(rows));
        return 0;
    }
}
