package dev.polyhead.cli;

import dev.polyhead.webapp.system.DataBackup;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code restore}: a data folder out of a backup. */
@Command(
        name = "restore",
        description = "Unpacks a backup into a data folder that is absent or empty.",
        mixinStandardHelpOptions = true)
final class RestoreCommand implements Callable<Integer> {
    @Parameters(paramLabel = "ZIP", description = "What 'polyhead backup' wrote.")
    private Path zip = Path.of("");

    @Mixin
    private DataSettings data = new DataSettings();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        int files = DataBackup.restore(zip, data.folder());
        spec.commandLine().getOut().printf("%s: %d files%n", data.folder(), files);
        return 0;
    }
}
