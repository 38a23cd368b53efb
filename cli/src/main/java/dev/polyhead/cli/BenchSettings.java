package dev.polyhead.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** How often is measured, and how the numbers are written. */
final class BenchSettings {
    private static final double MEGABYTE = 1 << 20;

    @Option(
            names = "--repeat",
            paramLabel = "N",
            defaultValue = "3",
            description = "Runs, of which the one in the middle counts (default: ${DEFAULT-VALUE}).")
    private int repeat = 3;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            defaultValue = "1",
            description = "Runs before that, which do not count (default: ${DEFAULT-VALUE}).")
    private int warmUp = 1;

    @Option(names = "--json", description = "Write one line of JSON a setting.")
    private boolean json;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    int repeat() {
        return atLeast("--repeat", repeat, 1);
    }

    int warmUp() {
        return atLeast("--warm-up", warmUp, 0);
    }

    private int atLeast(String name, int value, int least) {
        if (value < least) {
            throw new ParameterException(
                    spec.commandLine(), "%s is %d; give %d or more.".formatted(name, value, least));
        }
        return value;
    }

    boolean json() {
        return json;
    }

    PrintWriter out() {
        return spec.commandLine().getOut();
    }

    /** Writes a measurement as a line of JSON, or as a list for people. */
    void report(Map<String, Object> line) {
        if (json) {
            write(line);
            return;
        }
        List<List<String>> facts = new ArrayList<>();
        line.forEach((name, value) -> {
            if (!name.equals("machine")) {
                facts.add(List.of(name.replace('_', ' '), String.valueOf(value)));
            }
        });
        Columns.print(out(), facts);
        out().println(machineLine());
        out().flush();
    }

    /** Writes one line of JSON. */
    void write(Map<String, Object> line) {
        out().println(JsonMapper.shared().writeValueAsString(line));
        out().flush();
    }

    /** What these numbers were taken on. */
    static Map<String, Object> machine() {
        Map<String, Object> machine = new LinkedHashMap<>();
        machine.put("processor", Processor.name());
        machine.put("cores", Runtime.getRuntime().availableProcessors());
        machine.put("memory_mb", megabytes(MachineMemory.total()));
        machine.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        machine.put("java", System.getProperty("java.version"));
        return machine;
    }

    /** The machine in one line, for people. */
    static String machineLine() {
        return String.format(
                Locale.ROOT,
                "%s, %d cores, %d MB, Java %s",
                Processor.name(),
                Runtime.getRuntime().availableProcessors(),
                megabytes(MachineMemory.total()),
                System.getProperty("java.version"));
    }

    static long megabytes(long bytes) {
        return Math.round(bytes / MEGABYTE);
    }

    static void put(Map<String, Object> line, String name, OptionalLong bytes) {
        bytes.ifPresent(value -> line.put(name, megabytes(value)));
    }

    static String fixed(int digits, double value) {
        return String.format(Locale.ROOT, "%." + digits + "f", value);
    }

    /** As many digits as the peers' scripts write. */
    static double rounded(double value) {
        return Math.round(value * 1e4) / 1e4;
    }
}
