package dev.polyhead.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code models}: what is on this machine, what the hub has, and the ways in and out. */
@Command(
        name = "models",
        description = "Lists, finds, fetches, carries, checks and removes models.",
        mixinStandardHelpOptions = true,
        subcommands = {
            ModelsListCommand.class,
            ModelsSearchCommand.class,
            ModelsPullCommand.class,
            ModelsImportCommand.class,
            ModelsExportCommand.class,
            ModelsVerifyCommand.class,
            ModelsRemoveCommand.class,
            HelpCommand.class
        })
final class ModelsCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "Say what to do with models: list, search, pull, import, export, verify or remove.");
    }
}
