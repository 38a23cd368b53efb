package dev.polyhead.cli;

import dev.polyhead.core.hub.Bytes;
import dev.polyhead.core.hub.CatalogueEntry;
import dev.polyhead.core.hub.ModelId;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code models import}: copies a model in that somebody carried here. */
@Command(
        name = "import",
        description = "Copies a model in from a folder or a zip file, without anything that can execute.",
        mixinStandardHelpOptions = true)
final class ModelsImportCommand implements Callable<Integer> {
    @Parameters(paramLabel = "DIR_OR_ZIP", description = "A model's folder, or an archive of one.")
    private Path source = Path.of("");

    @Option(names = "--as", paramLabel = "ID", description = "What to call it.")
    private @Nullable String as;

    @Mixin
    private StoreSettings settings = new StoreSettings();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        CatalogueEntry entry = settings.store().importFrom(source, as == null ? null : new ModelId(as));
        spec.commandLine()
                .getOut()
                .printf(
                        "%s: %s, %d files, %s%n",
                        entry.id(),
                        entry.family(),
                        entry.files().size(),
                        Bytes.text(entry.size() == null ? 0 : entry.size()));
        return 0;
    }
}
