package dev.polyhead.cli;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Whose keys: those of a data folder, so that somebody who lost the last key can always make another on the machine
 * itself, or those of a server that runs, since it alone may open its database.
 */
final class KeySettings {
    @Mixin
    private DataSettings data = new DataSettings();

    @Option(
            names = "--server",
            paramLabel = "URL",
            description = "Ask this running server instead; $POLYHEAD_ADMIN_KEY holds an admin key of it.")
    private @Nullable URI server;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    KeyPlace place() {
        if (server == null) {
            return new FolderKeys(data.folder());
        }
        if (data.isGiven()) {
            throw new ParameterException(spec.commandLine(), "Give --data-dir or --server, not both.");
        }
        if (!"http".equals(server.getScheme()) && !"https".equals(server.getScheme())) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--server is '%s'; give an address such as http://localhost:8080.".formatted(server));
        }
        return new ServerKeys(server, System.getenv("POLYHEAD_ADMIN_KEY"));
    }
}
