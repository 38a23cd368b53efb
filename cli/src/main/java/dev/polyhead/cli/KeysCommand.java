package dev.polyhead.cli;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code keys}: who may use a server. */
@Command(
        name = "keys",
        description = "Makes, lists and revokes the keys of a server: in its data folder while it is stopped, or with"
                + " --server while it runs.",
        mixinStandardHelpOptions = true,
        subcommands = {KeysCommand.Create.class, KeysCommand.Listing.class, KeysCommand.Revoke.class, HelpCommand.class
        })
final class KeysCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do with keys: create, list or revoke.");
    }

    /** {@code keys create}. */
    @Command(
            name = "create",
            description = "Makes a key and prints it, this once; only its hash is kept.",
            mixinStandardHelpOptions = true)
    static final class Create implements Callable<Integer> {
        @Parameters(paramLabel = "NAME", description = "By which you will know it again.")
        private String name = "";

        @Option(
                names = "--scope",
                paramLabel = "SCOPE",
                description = "read (look, search, ask models), write (also start work and change collections) or admin"
                        + " (everything) (default: ${DEFAULT-VALUE}).")
        private String scope = "read";

        @Option(
                names = "--expires",
                paramLabel = "TIME",
                description = "After how long it stops opening, such as 90d or 12h, or when, such as"
                        + " 2030-01-31T00:00:00Z (default: never).")
        private @Nullable String expires;

        @Mixin
        private KeySettings settings = new KeySettings();

        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Override
        public Integer call() {
            KeyPlace.Made made = settings.place().create(name, scope.toLowerCase(Locale.ROOT), expires);
            spec.commandLine().getOut().println(made.secret());
            spec.commandLine()
                    .getErr()
                    .printf("This is the key '%s' of scope %s, shown this once.%n", made.name(), made.scope());
            return 0;
        }
    }

    /** {@code keys list}. */
    @Command(
            name = "list",
            description =
                    "Lists the keys with scope and state; the keys themselves are known to nobody but their owners.",
            mixinStandardHelpOptions = true)
    static final class Listing implements Callable<Integer> {
        @Mixin
        private KeySettings settings = new KeySettings();

        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Override
        public Integer call() {
            List<List<String>> rows = new ArrayList<>();
            rows.add(List.of("NAME", "SCOPE", "STATE", "MADE", "EXPIRES", "ID"));
            for (KeyPlace.Row key : settings.place().list()) {
                rows.add(List.of(
                        key.name(), key.scope(), key.state(), day(key.createdAt()), day(key.expiresAt()), key.id()));
            }
            Columns.print(spec.commandLine().getOut(), rows);
            return 0;
        }

        private static String day(@Nullable Instant time) {
            return time == null ? "never" : time.toString().substring(0, 10);
        }
    }

    /** {@code keys revoke}. */
    @Command(
            name = "revoke",
            description = "Withdraws a key at once, with all logins opened by it.",
            mixinStandardHelpOptions = true)
    static final class Revoke implements Callable<Integer> {
        @Parameters(paramLabel = "NAME", description = "Name or id of the key.")
        private String key = "";

        @Mixin
        private KeySettings settings = new KeySettings();

        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Override
        public Integer call() {
            settings.place().revoke(key);
            spec.commandLine().getOut().printf("%s: revoked%n", key);
            return 0;
        }
    }
}
