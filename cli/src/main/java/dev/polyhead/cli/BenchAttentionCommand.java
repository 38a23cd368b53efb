package dev.polyhead.cli;

import static dev.polyhead.cli.BenchSettings.fixed;
import static dev.polyhead.cli.BenchSettings.megabytes;
import static dev.polyhead.cli.BenchSettings.rounded;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** {@code bench attention}: what each form of attention costs as the sequence grows. */
@Command(
        name = "attention",
        description = "Times forms of attention on equal sizes, and fits how time and memory grow with the length.",
        mixinStandardHelpOptions = true,
        footer = "A form that would take more than half of the free memory is left out at that length.")
final class BenchAttentionCommand implements Callable<Integer> {
    private static final int LONGEST = 1 << 20;

    /** Megabytes; a smaller bump is noise of the process. */
    private static final double NOTICEABLE = 4;

    @Option(
            names = "--lengths",
            paramLabel = "A..B|A,B,…",
            defaultValue = "512..4096",
            description = "Tokens: a range that doubles, or a list (default: ${DEFAULT-VALUE}).")
    private String lengths = "512..4096";

    @Option(
            names = "--heads",
            paramLabel = "N",
            defaultValue = "12",
            description = "Heads of 64 channels (default: ${DEFAULT-VALUE}).")
    private int heads = 12;

    @Option(
            names = "--forms",
            split = ",",
            paramLabel = "NAME",
            description = "Some of: composed, tiled, sliding window, block sparse, linear, relative, "
                    + "relative naive (default: all).")
    private List<String> forms = List.of();

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "0",
            description = "Threads of one operator; 0 for one a core (default: ${DEFAULT-VALUE}).")
    private int threads;

    @Option(names = "--alone", hidden = true, description = "Measure in this process instead of one for each.")
    private boolean alone;

    @Mixin
    private BenchSettings bench = new BenchSettings();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        List<Integer> sizes = sizes();
        List<AttentionForm> chosen = chosen();
        if (heads < 1 || heads > 1024) {
            throw wrong("--heads is %d; give 1 to 1024.".formatted(heads));
        }
        int repeat = bench.repeat();
        int warmUp = bench.warmUp();
        List<AttentionCell> cells = new ArrayList<>();
        for (int length : sizes) {
            for (AttentionForm form : chosen) {
                AttentionCell cell = measure(form, length, warmUp, repeat);
                cells.add(cell);
                if (bench.json()) {
                    bench.write(cell.line(heads, threads));
                }
            }
        }
        if (!bench.json()) {
            tables(cells, sizes, chosen);
        } else if (!alone) {
            chosen.forEach(form -> bench.write(fitted(form, cells)));
        }
        return 0;
    }

    private AttentionCell measure(AttentionForm form, int length, int warmUp, int repeat) throws Exception {
        if (length < form.shortest()) {
            leaveOut("%s at %d tokens is left out: it begins at %d.".formatted(form.name(), length, form.shortest()));
            return AttentionCell.leftOut(form, length, form.estimate(length, heads));
        }
        if (alone) {
            return AttentionCell.measure(form, length, heads, threads, warmUp, repeat);
        }
        long estimate = form.estimate(length, heads);
        long free = MachineMemory.available();
        if (estimate > free / 2) {
            leaveOut("%s at %d tokens is left out: it would take some %d MB, and %d MB are free."
                    .formatted(form.name(), length, megabytes(estimate), megabytes(free)));
            return AttentionCell.leftOut(form, length, estimate);
        }
        List<String> lines = OwnProcess.run(List.of(
                "bench",
                "attention",
                "--alone",
                "--json",
                "--lengths=" + length,
                "--forms=" + form.name(),
                "--heads=" + heads,
                "--threads=" + threads,
                "--repeat=" + repeat,
                "--warm-up=" + warmUp));
        return AttentionCell.of(form, length, heads, JsonMapper.shared().readTree(lines.get(0)));
    }

    private void leaveOut(String why) {
        spec.commandLine().getErr().println(why);
    }

    private List<Integer> sizes() {
        List<Integer> sizes = new ArrayList<>();
        String[] range = lengths.split("\\.\\.", -1);
        if (range.length == 2) {
            int last = length(range[1]);
            for (int size = length(range[0]); size <= last; size *= 2) {
                sizes.add(size);
            }
        } else {
            Stream.of(lengths.split(",")).map(this::length).sorted().distinct().forEach(sizes::add);
        }
        if (sizes.isEmpty()) {
            throw wrong("--lengths '%s' goes down. Give the shorter length first.".formatted(lengths));
        }
        return sizes;
    }

    private int length(String text) {
        String digits = text.strip();
        if (!digits.matches("[1-9]\\d{0,6}") || Integer.parseInt(digits) > LONGEST) {
            throw wrong("--lengths is '%s'; '%s' is no length from 1 to %d. Give 512..16384, or 512,1024."
                    .formatted(lengths, digits, LONGEST));
        }
        return Integer.parseInt(digits);
    }

    private List<AttentionForm> chosen() {
        List<AttentionForm> all = AttentionForm.all();
        for (String name : forms) {
            if (all.stream().noneMatch(form -> form.name().equals(name))) {
                throw wrong("There is no form of attention '%s'. Choose some of %s."
                        .formatted(name, all.stream().map(AttentionForm::name).toList()));
            }
        }
        return forms.isEmpty()
                ? all
                : all.stream().filter(form -> forms.contains(form.name())).toList();
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private Map<String, Object> fitted(AttentionForm form, List<AttentionCell> cells) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("peer", "polyhead");
        line.put("task", "attention");
        line.put("form", form.name());
        putExponent(line, "time_exponent", timePoints(form, cells));
        putExponent(line, "memory_exponent", memoryPoints(form, cells));
        line.put("machine", BenchSettings.machine());
        return line;
    }

    private static void putExponent(Map<String, Object> line, String name, List<PowerLaw.Point> points) {
        if (points.size() > 1) {
            line.put(name, rounded(PowerLaw.exponent(points)));
        }
    }

    private static String exponent(List<PowerLaw.Point> points) {
        return points.size() < 2 ? "-" : fixed(2, PowerLaw.exponent(points));
    }

    private static List<PowerLaw.Point> timePoints(AttentionForm form, List<AttentionCell> cells) {
        return cells.stream()
                .filter(cell -> cell.form().equals(form) && !cell.isLeftOut())
                .map(cell -> new PowerLaw.Point(cell.length(), cell.seconds()))
                .toList();
    }

    private static List<PowerLaw.Point> memoryPoints(AttentionForm form, List<AttentionCell> cells) {
        return cells.stream()
                .filter(cell -> cell.form().equals(form) && cell.peak().orElse(0) > NOTICEABLE)
                .map(cell -> new PowerLaw.Point(cell.length(), cell.peak().getAsDouble()))
                .toList();
    }

    private void tables(List<AttentionCell> cells, List<Integer> sizes, List<AttentionForm> chosen) {
        bench.out().println("Milliseconds; the exponent is that of the length");
        table(cells, sizes, chosen, true);
        bench.out().println();
        bench.out().println("Megabytes at the peak, above what the process held before");
        table(cells, sizes, chosen, false);
        bench.out()
                .println("%d heads of %d channels, one sequence, fp32. %s"
                        .formatted(heads, AttentionForm.HEAD, BenchSettings.machineLine()));
    }

    private void table(List<AttentionCell> cells, List<Integer> sizes, List<AttentionForm> chosen, boolean time) {
        List<List<String>> rows = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of("tokens"));
        sizes.forEach(size -> head.add(String.valueOf(size)));
        head.add("exponent");
        rows.add(head);
        for (AttentionForm form : chosen) {
            List<String> row = new ArrayList<>(List.of(form.name()));
            cells.stream().filter(cell -> cell.form().equals(form)).forEach(cell -> row.add(text(cell, time)));
            row.add(exponent(time ? timePoints(form, cells) : memoryPoints(form, cells)));
            rows.add(row);
        }
        Columns.print(bench.out(), rows);
    }

    private static String text(AttentionCell cell, boolean time) {
        if (cell.isLeftOut()) {
            return "-";
        }
        if (time) {
            return fixed(1, 1000 * cell.seconds());
        }
        return cell.peak().isPresent() ? fixed(1, cell.peak().getAsDouble()) : "?";
    }
}
