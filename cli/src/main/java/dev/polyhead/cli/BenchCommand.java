package dev.polyhead.cli;

import picocli.CommandLine.Command;

/** {@code bench}: how fast, and with how much memory. */
@Command(
        name = "bench",
        description =
                "Measures the suite on this machine. Close what else runs, and name the machine beside the numbers.",
        mixinStandardHelpOptions = true,
        subcommands = {
            BenchSpeechCommand.class,
            BenchAttentionCommand.class,
            BenchEmbedCommand.class,
            BenchGenerateCommand.class,
            BenchPicturesCommand.class,
            BenchSearchCommand.class,
            BenchComposeCommand.class
        })
final class BenchCommand {}
