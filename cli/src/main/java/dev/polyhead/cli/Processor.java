package dev.polyhead.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The machine's processor, as far as the system tells. */
final class Processor {
    private static final Path TOLD = Path.of("/proc/cpuinfo");

    /** What the arithmetic of Transformers gains by, oldest first. */
    private static final List<String> USEFUL = List.of(
            "avx",
            "avx2",
            "fma",
            "f16c",
            "avx512f",
            "avx512_vnni",
            "avx_vnni",
            "avx512_bf16",
            "amx_int8",
            "asimd",
            "asimddp",
            "i8mm",
            "bf16",
            "sve");

    private Processor() {}

    static String name() {
        return lines().stream()
                .filter(line -> line.startsWith("model name"))
                .map(Processor::value)
                .findFirst()
                .orElse(System.getProperty("os.arch"));
    }

    /** Instruction sets that help, by Linux's names; empty where nobody tells. */
    static List<String> features() {
        Set<String> all = new TreeSet<>();
        lines().stream()
                .filter(line -> line.startsWith("flags") || line.startsWith("Features"))
                .limit(1)
                .forEach(line -> all.addAll(Arrays.asList(value(line).split(" "))));
        return USEFUL.stream().filter(all::contains).toList();
    }

    private static String value(String line) {
        return line.substring(line.indexOf(':') + 1).strip();
    }

    private static List<String> lines() {
        try {
            return Files.isReadable(TOLD) ? Files.readAllLines(TOLD) : List.of();
        } catch (IOException e) {
            return List.of(); // a system that does not tell
        }
    }
}
