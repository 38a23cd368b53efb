package dev.polyhead.cli;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** What this process takes of the machine's memory, and what is left; in bytes. Linux tells all of it, others less. */
final class MachineMemory {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path PEAK = Path.of("/proc/self/clear_refs");
    private static final Path FREE = Path.of("/proc/meminfo");
    private static final Path GROUP = Path.of("/sys/fs/cgroup");
    private static final long KILOBYTE = 1 << 10;

    private MachineMemory() {}

    /** What this process holds in memory now. */
    static OptionalLong resident() {
        return line(STATUS, "VmRSS:");
    }

    /** The most it held since the start, or since {@link #forgetPeak}. */
    static OptionalLong peak() {
        return line(STATUS, "VmHWM:");
    }

    /** Begins to look for the highest point anew; tells whether the system does that. */
    static boolean forgetPeak() {
        try {
            Files.writeString(PEAK, "5");
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** All there is, to this process. */
    static long total() {
        return Math.min(
                system().getTotalMemorySize(),
                number(GROUP.resolve("memory.max")).orElse(Long.MAX_VALUE));
    }

    /** What could be taken without anything being pushed out. */
    static long available() {
        long free = line(FREE, "MemAvailable:").orElseGet(() -> system().getFreeMemorySize());
        OptionalLong limit = number(GROUP.resolve("memory.max"));
        OptionalLong taken = number(GROUP.resolve("memory.current"));
        return limit.isPresent() && taken.isPresent()
                ? Math.min(free, Math.max(0, limit.getAsLong() - taken.getAsLong()))
                : free;
    }

    private static OperatingSystemMXBean system() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    }

    private static OptionalLong line(Path file, String begin) {
        if (!Files.isReadable(file)) {
            return OptionalLong.empty();
        }
        try {
            for (String line : Files.readAllLines(file)) {
                if (line.startsWith(begin)) {
                    return OptionalLong.of(Long.parseLong(line.replaceAll("\\D", "")) * KILOBYTE);
                }
            }
            return OptionalLong.empty();
        } catch (IOException e) {
            return OptionalLong.empty(); // a system that does not tell
        }
    }

    private static OptionalLong number(Path file) {
        try {
            String text = Files.isReadable(file) ? Files.readString(file).strip() : "max";
            return text.matches("\\d{1,18}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
        } catch (IOException e) {
            return OptionalLong.empty(); // no limit that could be read
        }
    }
}
