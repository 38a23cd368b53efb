package dev.polyhead.cli;

import dev.polyhead.core.hub.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code models export}: one zip file that {@code models import} reads. */
@Command(
        name = "export",
        description = "Writes a model into one zip file, for carrying it to another machine.",
        mixinStandardHelpOptions = true)
final class ModelsExportCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "ID", description = "A model of this machine.")
    private String id = "";

    @Parameters(index = "1", paramLabel = "ZIP", description = "The file to write.")
    private Path zip = Path.of("");

    @Mixin
    private StoreSettings settings = new StoreSettings();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        settings.store().export(id, zip);
        spec.commandLine().getOut().printf("%s: %s%n", zip, Bytes.text(Files.size(zip)));
        return 0;
    }
}
