package dev.polyhead.cli;

import static dev.polyhead.cli.BenchSettings.fixed;
import static dev.polyhead.cli.BenchSettings.rounded;

import dev.polyhead.core.generation.Cancellation;
import dev.polyhead.speech.LogMel;
import dev.polyhead.speech.Segment;
import dev.polyhead.speech.Transcript;
import dev.polyhead.speech.TranscriptionListener;
import dev.polyhead.speech.TranscriptionOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bench speech}: recordings transcribed, timed. */
@Command(
        name = "speech",
        description = "Times the transcription of recordings: real-time factor, tokens a second, start, memory.",
        mixinStandardHelpOptions = true)
final class BenchSpeechCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", arity = "1..*", description = "Recordings, one after the other.")
    private List<Path> files = List.of();

    @Option(
            names = "--model",
            paramLabel = "ID|FOLDER",
            defaultValue = SpeechModel.DEFAULT,
            description = "A Whisper model that is here, or its folder (default: ${DEFAULT-VALUE}).")
    private String model = SpeechModel.DEFAULT;

    @Mixin
    private ModelPlaces places = new ModelPlaces();

    @Mixin
    private TranscriptionSettings transcription = new TranscriptionSettings();

    @Mixin
    private ModelSettings settings = new ModelSettings();

    @Mixin
    private BenchSettings bench = new BenchSettings();

    @Override
    public Integer call() throws Exception {
        TranscriptionOptions options = transcription.options(false);
        int repeat = bench.repeat();
        int warmUp = bench.warmUp();
        BenchLine line = BenchLine.begin("transcribe");
        try (SpeechModel speech =
                SpeechModel.open(model, places.folders(), settings.options(), TranscriptionSettings.detects(options))) {
            // sessions open on first use: a second of silence goes through all of them
            speech.transcriber()
                    .transcribe(new float[LogMel.RATE], options, TranscriptionListener.NONE, new Cancellation());
            line.started();
            List<Measured> runs = new ArrayList<>();
            Timing timing = Timing.of(warmUp, repeat, () -> {
                runs.clear();
                for (Path file : files) {
                    runs.add(measure(speech, file, options));
                }
            });
            report(speech, options, timing, runs, line);
        }
        return 0;
    }

    /**
     * One recording, transcribed once.
     *
     * @param seconds of sound
     * @param tokens written
     * @param took seconds
     */
    private record Measured(Path file, double seconds, long tokens, double took) {}

    private static Measured measure(SpeechModel speech, Path file, TranscriptionOptions options) throws Exception {
        long begun = System.nanoTime();
        Transcript transcript = speech.transcriber().transcribe(file, options);
        double took = (System.nanoTime() - begun) / 1e9;
        long tokens = transcript.segments().stream()
                .map(Segment::tokens)
                .mapToLong(List::size)
                .sum();
        return new Measured(file, transcript.duration(), tokens, took);
    }

    private void report(
            SpeechModel speech, TranscriptionOptions options, Timing timing, List<Measured> runs, BenchLine line) {
        double seconds = runs.stream().mapToDouble(Measured::seconds).sum();
        long tokens = runs.stream().mapToLong(Measured::tokens).sum();
        line.model(speech.model());
        line.put("beam", options.beamSize());
        line.put("batch", options.batchSize());
        line.times(speech.model(), settings.threads, timing);
        line.put("audio_seconds", rounded(seconds));
        line.put("real_time_factor", rounded(timing.median() / seconds));
        line.count("tokens", tokens, timing);
        if (!bench.json()) {
            table(runs, seconds, timing.median(), tokens);
        }
        bench.report(line.end(speech.model()));
    }

    private void table(List<Measured> runs, double seconds, double took, long tokens) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("recording", "sound s", "took s", "factor", "times real time", "tokens/s"));
        for (Measured run : runs) {
            rows.add(row(String.valueOf(run.file().getFileName()), run.seconds(), run.took(), run.tokens()));
        }
        if (runs.size() > 1) {
            rows.add(row("all", seconds, took, tokens));
        }
        Columns.print(bench.out(), rows);
        bench.out().println();
    }

    private static List<String> row(String name, double seconds, double took, long tokens) {
        return List.of(
                name,
                fixed(1, seconds),
                fixed(2, took),
                fixed(4, took / seconds),
                fixed(1, seconds / took),
                fixed(0, tokens / took));
    }
}
