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
        subcommands = {RunCommand.class, GenerateCommand.class, CommandLine.HelpCommand.class})
public final class Polyhead {
    private Polyhead() {}

    public static void main(String[] args) {
        System.exit(execute(args));
    }

    static int execute(String... args) {
        CommandLine line = new CommandLine(new Polyhead())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true)
                .setExecutionExceptionHandler(Polyhead::explain);
        return line.execute(args);
    }

    /** Says what is wrong in one line; the stack goes to the log, for those who ask for it. */
    private static int explain(Exception failure, CommandLine line, CommandLine.ParseResult parsed) {
        LoggerFactory.getLogger(Polyhead.class).debug("The command failed.", failure);
        String message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        line.getErr().println(line.getColorScheme().errorText("polyhead: " + message));
        return line.getCommandSpec().exitCodeOnExecutionException();
    }
}
