package dev.polyhead.cli;

import dev.polyhead.core.hub.Bytes;
import dev.polyhead.webapp.system.DataBackup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code backup}: the data folder in one file. */
@Command(
        name = "backup",
        description = "Writes the data folder into one zip file while no server uses it: jobs, results, collections,"
                + " imported models. Models of the hub are left out. With PostgreSQL, also take a pg_dump.",
        mixinStandardHelpOptions = true)
final class BackupCommand implements Callable<Integer> {
    @Parameters(paramLabel = "ZIP", description = "The file to write.")
    private Path zip = Path.of("");

    @Mixin
    private DataSettings data = new DataSettings();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        int files = DataBackup.write(data.folder(), zip);
        spec.commandLine().getOut().printf("%s: %d files, %s%n", zip, files, Bytes.text(Files.size(zip)));
        return 0;
    }
}
