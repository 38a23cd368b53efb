package dev.polyhead.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code install}: a folder that starts faster than the jar. */
@Command(
        name = "install",
        description = "Takes this jar apart into a folder of its own, with the models and samples that ship, a starter"
                + " 'bin/polyhead', and the classes of the server's start and first answers stored as the Java"
                + " runtime wants them: it starts in about half the time. Install again after changing Java.",
        mixinStandardHelpOptions = true)
final class InstallCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FOLDER", description = "Where to; absent or empty.")
    private Path folder = Path.of("");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException, InterruptedException {
        Installation.of(Path.of(System.getProperty("java.class.path", ""))).into(folder);
        spec.commandLine()
                .getOut()
                .printf("%s%n", folder.resolve(Installation.STARTER).toAbsolutePath());
        return 0;
    }
}
