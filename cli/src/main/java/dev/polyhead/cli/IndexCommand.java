package dev.polyhead.cli;

import dev.polyhead.clip.FolderImport;
import dev.polyhead.clip.ImageCollection;
import dev.polyhead.clip.ImageCollections;
import dev.polyhead.clip.ImportListener;
import dev.polyhead.clip.ImportProgress;
import dev.polyhead.clip.ImportReport;
import dev.polyhead.media.image.ImageLimits;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** {@code index}: brings folders of pictures into a collection, or a collection up to date. */
@Command(
        name = "index",
        description = "Brings folders of pictures into a collection; run again, it looks at what changed only.",
        mixinStandardHelpOptions = true,
        footer = "Stopped at any moment, it goes on the next time. Pictures stay where they are.")
final class IndexCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FOLDER", arity = "1..*", description = "Folders with pictures, at any depth.")
    private List<Path> folders = List.of();

    @Mixin
    private CollectionSettings settings = new CollectionSettings();

    @Option(
            names = "--progress",
            negatable = true,
            description = "Show how far it is, or do not (default: on a terminal).")
    private @Nullable Boolean progress;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        boolean failed = false;
        try (ClipModel clip = settings.open();
                ImageCollections collections = settings.collections()) {
            ImageCollection collection = collections.contains(settings.name)
                    ? collections.get(settings.name)
                    : collections.create(settings.name, clip.encoder());
            for (Path folder : folders) {
                ImportReport report =
                        new FolderImport(collection, clip.encoder(), folder, ImageLimits.defaults(), new Shown()).run();
                show(folder, report);
                failed |= !report.failed().isEmpty();
            }
        }
        return failed ? 1 : 0;
    }

    /** What became of a folder, as JSON. */
    private record Answer(String folder, ImportReport report) {}

    private void show(Path folder, ImportReport report) {
        PrintWriter out = spec.commandLine().getOut();
        if (settings.json) {
            out.println(JsonMapper.shared().writeValueAsString(new Answer(folder.toString(), report)));
            return;
        }
        ImportProgress done = report.progress();
        out.println(String.format(
                Locale.ROOT,
                "%s: %d added, %d known, %d duplicates, %d renamed, %d gone, %d unreadable, in %.1f s (%.0f a second)",
                folder,
                done.added(),
                done.unchanged(),
                done.duplicates(),
                report.renamed(),
                report.removed(),
                done.failed(),
                report.seconds(),
                done.found() / Math.max(0.001, report.seconds())));
        report.failed()
                .forEach(file -> spec.commandLine()
                        .getErr()
                        .println("%s: %s".formatted(file.file().path(), file.detail())));
    }

    /** Writes how far it is over and over on one line. */
    private final class Shown implements ImportListener {
        private final boolean shown = progress == null ? ProgressBar.onTerminal() : progress;

        @Override
        public Wish progress(ImportProgress now) {
            if (shown) {
                PrintWriter err = spec.commandLine().getErr();
                err.print("\r\u001b[K%d of %d  %s".formatted(now.done(), now.found(), end(now.current())));
                if (now.done() == now.found()) {
                    err.print("\r\u001b[K");
                }
                err.flush();
            }
            return Wish.GO_ON;
        }

        /** What fits beside the numbers, without what could move the cursor. */
        private static String end(String path) {
            String plain = path.replaceAll("\\p{Cntrl}", " ");
            return plain.length() <= 50 ? plain : "…" + plain.substring(plain.length() - 49);
        }
    }
}
