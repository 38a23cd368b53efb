package dev.polyhead.cli;

import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
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
            TranscribeCommand.class,
            ClassifyCommand.class,
            IndexCommand.class,
            SearchCommand.class,
            EmbedCommand.class,
            GenerateTextCommand.class,
            ChatCommand.class,
            FillMaskCommand.class,
            ClassifyTextCommand.class,
            SummarizeCommand.class,
            TranslateCommand.class,
            ModelsCommand.class,
            KeysCommand.class,
            BenchCommand.class,
            DoctorCommand.class,
            InstallCommand.class,
            BackupCommand.class,
            RestoreCommand.class,
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
        return execute(printer(System.out), printer(System.err), args);
    }

    /** Runs a command that writes to these. */
    static int execute(PrintWriter out, PrintWriter err, String... args) {
        try {
            return line(out, err).execute(args);
        } catch (Error e) { // a native library that cannot be loaded, memory that is not there: picocli lets them pass
            LoggerFactory.getLogger(Polyhead.class).debug("The command failed.", e);
            err.println("polyhead: " + Explanation.of(e));
            return CommandLine.ExitCode.SOFTWARE;
        }
    }

    /** All commands, writing to these. */
    static CommandLine line(PrintWriter out, PrintWriter err) {
        return new CommandLine(new Polyhead())
                .setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true)
                .setParameterExceptionHandler((failure, given) -> refuse(failure))
                .setExecutionExceptionHandler((failure, command, parsed) -> explain(failure, command));
    }

    /** Says what is wrong with the command in one line, and where its options are told. */
    private static int refuse(CommandLine.ParameterException failure) {
        CommandLine line = failure.getCommandLine();
        PrintWriter err = line.getErr();
        LoggerFactory.getLogger(Polyhead.class).debug("The command is wrong.", failure);
        err.println(line.getColorScheme().errorText("polyhead: " + failure.getMessage()));
        CommandLine.UnmatchedArgumentException.printSuggestions(failure, err);
        err.println("Try '%s --help'.".formatted(line.getCommandSpec().qualifiedName()));
        return line.getCommandSpec().exitCodeOnInvalidInput();
    }

    /** In the user's own charset, except that text is not ASCII: where that is the charset, UTF-8 is written. */
    private static PrintWriter printer(PrintStream stream) {
        Charset usual = Charset.defaultCharset();
        Charset chosen = usual.equals(StandardCharsets.US_ASCII) ? StandardCharsets.UTF_8 : usual;
        return new PrintWriter(new OutputStreamWriter(stream, chosen), true);
    }

    /** Says what is wrong in one line; the stack goes to the log, for those who ask for it. */
    private static int explain(Throwable failure, CommandLine line) {
        LoggerFactory.getLogger(Polyhead.class).debug("The command failed.", failure);
        line.getErr().println(line.getColorScheme().errorText("polyhead: " + Explanation.of(failure)));
        return line.getCommandSpec().exitCodeOnExecutionException();
    }
}
