package dev.polyhead.cli;

import static dev.polyhead.cli.BenchSettings.rounded;

import dev.polyhead.clip.FolderImport;
import dev.polyhead.clip.ImageCollection;
import dev.polyhead.clip.ImportListener;
import dev.polyhead.clip.ImportReport;
import dev.polyhead.core.model.ModelOptions;
import dev.polyhead.media.image.ImageLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bench pictures}: a folder of pictures brought into a collection, timed from the file to the index. */
@Command(
        name = "pictures",
        description =
                "Times the import of a folder into an empty collection: pictures a second, from the file on disk to"
                        + " the committed index; start, memory. --threads is how many read, decode and encode side by side.",
        mixinStandardHelpOptions = true)
final class BenchPicturesCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FOLDER", description = "A folder with pictures, at any depth.")
    private Path folder = Path.of("");

    @Option(
            names = "--model",
            paramLabel = "ID|FOLDER",
            defaultValue = ClipModel.DEFAULT,
            description = "A CLIP model that is here, or its folder (default: ${DEFAULT-VALUE}).")
    private String model = ClipModel.DEFAULT;

    @Mixin
    private ModelPlaces places = new ModelPlaces();

    @Mixin
    private ModelSettings settings = new ModelSettings();

    @Mixin
    private BenchSettings bench = new BenchSettings();

    @Override
    public Integer call() throws IOException {
        BenchLine line = BenchLine.begin("import pictures");
        // Callers side by side need no threads inside an operator.
        ModelOptions options = settings.options().withThreads(1);
        try (ClipModel clip = ClipModel.open(model, places.folders(), options)) {
            clip.encoder().text("first");
            line.started();
            for (int i = 0; i < bench.warmUp(); i++) {
                imported(clip);
            }
            MachineMemory.forgetPeak();
            List<Double> seconds = new ArrayList<>();
            ImportReport last = imported(clip);
            seconds.add(last.seconds());
            for (int i = 1; i < bench.repeat(); i++) {
                last = imported(clip);
                seconds.add(last.seconds());
            }
            report(clip, last, new Timing(seconds), line);
        }
        return 0;
    }

    private ImportReport imported(ClipModel clip) throws IOException {
        Path home = Files.createTempDirectory("polyhead-pictures");
        try (ImageCollection collection = ImageCollection.create(home.resolve("collection"), "bench", clip.encoder())) {
            return new FolderImport(
                            collection, clip.encoder(), folder, ImageLimits.defaults(), ImportListener.NONE, threads())
                    .run();
        } finally {
            Scratch.delete(home);
        }
    }

    private int threads() {
        return settings.threads == 0 ? Runtime.getRuntime().availableProcessors() : settings.threads;
    }

    private void report(ClipModel clip, ImportReport last, Timing timing, BenchLine line) {
        line.model(clip.model());
        line.times(clip.model(), threads(), timing);
        line.put("pictures", last.progress().found());
        line.put("added", last.progress().added());
        line.put("unreadable", last.progress().failed());
        line.put("pictures_per_second", rounded(last.progress().found() / timing.median()));
        bench.report(line.end(clip.model()));
    }
}
