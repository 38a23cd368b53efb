package dev.polyhead.cli;

import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line. Exit codes: 0 done, 1 it could not be done, 2 the command itself is wrong. */
@Command(
        name = "polyhead",
        description = "One shared Transformer core, and every modality on top of it.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {
            ServeCommand.class,
            ComposeCommand.class,
            EncodeMidiCommand.class,
            DecodeMidiCommand.class,
            RunCommand.class,
            GenerateCommand.class,
            CommandLine.HelpCommand.class
        })
public final class Polyhead {
    private Polyhead() {}

    public static void main(String[] args) {
        System.exit(execute(args));
    }

    static int execute(String... args) {
        CommandLine line = new CommandLine(new Polyhead())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true)
                .setExecutionExceptionHandler((failure, command, parsed) -> explain(failure, command));
        try {
            return line.execute(args);
        } catch (Error e) { // a native library that cannot be loaded, memory that is not there: picocli lets them pass
            return explain(e, line);
        }
    }

    /** Says what is wrong in one line; the stack goes to the log, for those who ask for it. */
    private static int explain(Throwable failure, CommandLine line) {
        LoggerFactory.getLogger(Polyhead.class).debug("The command failed.", failure);
        line.getErr().println(line.getColorScheme().errorText("polyhead: " + Explanation.of(failure)));
        return line.getCommandSpec().exitCodeOnExecutionException();
    }
}
