package dev.polyhead.cli;

import dev.polyhead.music.MidiFile;
import dev.polyhead.music.PerformanceEvents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** {@code decode-midi}: performance events in, MIDI out. */
@Command(
        name = "decode-midi",
        description = "Writes the ids of performance events as a MIDI file.",
        mixinStandardHelpOptions = true)
final class DecodeMidiCommand implements Callable<Integer> {
    @Parameters(paramLabel = "IDS.json", description = "[[ids], …] as encode-midi and generate write them.")
    private Path ids = Path.of("");

    @Option(names = "--output", required = true, paramLabel = "OUT.mid", description = "The MIDI file.")
    private Path output = Path.of("");

    @Option(
            names = "--row",
            paramLabel = "N",
            description = "Which row, from 0 (default: ${DEFAULT-VALUE}).",
            defaultValue = "0")
    private int row;

    @Override
    public Integer call() throws IOException {
        int[][] rows = read();
        if (row < 0 || row >= rows.length) {
            throw new IllegalArgumentException(
                    "'%s' has %d rows; there is no row %d.".formatted(ids, rows.length, row));
        }
        Files.write(output, MidiFile.write(new PerformanceEvents().decode(rows[row])));
        return 0;
    }

    private int[][] read() throws IOException {
        try {
            return JsonMapper.shared().readValue(Files.readString(ids), int[][].class);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("'%s' must hold [[ids], …].".formatted(ids), e);
        }
    }
}
