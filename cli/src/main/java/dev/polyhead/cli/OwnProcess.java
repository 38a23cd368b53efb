package dev.polyhead.cli;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** This program once more, in a process of its own: what one measurement leaves in memory does not touch the next. */
final class OwnProcess {
    /** The Java that runs this. */
    static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    private OwnProcess() {}

    /**
     * Runs a command and waits for its end; what it writes to standard error goes to this process's.
     *
     * @return lines that it wrote to standard output
     * @throws IOException if it cannot be started, or fails
     */
    static List<String> run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(line(command))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<String> lines;
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            lines = out.lines().toList();
        } finally {
            process.getOutputStream().close();
        }
        int code = process.waitFor();
        if (code != 0) {
            throw new IOException("'polyhead %s' ended with exit code %d.".formatted(String.join(" ", command), code));
        }
        return lines;
    }

    private static List<String> line(List<String> command) {
        String classes = System.getProperty("java.class.path");
        boolean oneJar = classes.endsWith(".jar") && !classes.contains(File.pathSeparator);
        List<String> line = new ArrayList<>();
        line.add(JAVA);
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("-X"))
                .forEach(line::add);
        line.addAll(oneJar ? List.of("-jar", classes) : List.of("-cp", classes, Polyhead.class.getName()));
        line.addAll(command);
        return line;
    }
}
