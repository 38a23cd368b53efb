package dev.polyhead.cli;

import static dev.polyhead.cli.BenchSettings.megabytes;

import dev.polyhead.core.hub.Catalogue;
import dev.polyhead.core.hub.ModelFolders;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** {@code doctor}: whether this machine has what the suite needs. */
@Command(
        name = "doctor",
        description = "Looks whether this machine has what the suite needs, and says what to do where it has not.",
        mixinStandardHelpOptions = true,
        footer = "The exit code is 1 if something does not work.")
final class DoctorCommand implements Callable<Integer> {
    private static final int OLDEST_JAVA = 17;
    private static final long LITTLE_DISK_MB = 1024;
    private static final long LITTLE_MEMORY_MB = 1024;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "8080",
            description = "Port that the suite shall listen on (default: ${DEFAULT-VALUE}).")
    private int port = 8080;

    @Option(
            names = "--data-dir",
            paramLabel = "FOLDER",
            description = "Where things are kept (default: $POLYHEAD_DATA_DIR, else ~/.polyhead).")
    private @Nullable Path dataFolder;

    @Mixin
    private ModelPlaces places = new ModelPlaces();

    @Option(names = "--json", description = "Write a line of JSON for each finding.")
    private boolean json;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        List<Finding> findings = new ArrayList<>(List.of(java(), processor(), memory()));
        findings.addAll(NativeLibraries.findings());
        Path data = dataFolder == null
                ? ModelFolders.dataFolder(System.getenv(), Path.of(System.getProperty("user.home")))
                : dataFolder;
        findings.add(disk("data folder", data.toAbsolutePath()));
        findings.add(disk("temporary folder", Path.of(System.getProperty("java.io.tmpdir"))));
        ModelFolders folders = ModelFolders.standard(places.folders());
        findings.add(cache(folders));
        findings.add(models(folders, data));
        findings.add(freePort());
        findings.forEach(this::write);
        return findings.stream().anyMatch(found -> found.state() == Finding.State.BROKEN) ? 1 : 0;
    }

    private void write(Finding found) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("subject", found.subject());
            line.put("state", found.state().name().toLowerCase(Locale.ROOT));
            line.put("told", found.told());
            out.println(JsonMapper.shared().writeValueAsString(line));
            return;
        }
        String mark = switch (found.state()) {
            case GOOD -> "ok";
            case MISSING -> "--";
            case BROKEN -> "!!";
        };
        out.printf("%-3s %-17s %s%n", mark, found.subject(), found.told());
    }

    private static Finding java() {
        String told = "%s %s, at most %d MB of heap"
                .formatted(
                        System.getProperty("java.vm.name"),
                        System.getProperty("java.version"),
                        megabytes(Runtime.getRuntime().maxMemory()));
        return Runtime.version().feature() >= OLDEST_JAVA
                ? Finding.good("Java", told)
                : Finding.broken("Java", told + ". Install Java %d or newer.".formatted(OLDEST_JAVA));
    }

    private static Finding processor() {
        List<String> features = Processor.features();
        String told = "%s, %d cores, %s"
                .formatted(
                        Processor.name(),
                        Runtime.getRuntime().availableProcessors(),
                        features.isEmpty() ? "instruction sets unknown" : String.join(" ", features));
        boolean slow = !features.isEmpty() && !features.contains("avx2") && !features.contains("asimd");
        return slow
                ? Finding.missing("processor", told + ". Without AVX2 everything is several times slower.")
                : Finding.good("processor", told);
    }

    private static Finding memory() {
        long free = megabytes(MachineMemory.available());
        String told = "%d MB, %d MB free".formatted(megabytes(MachineMemory.total()), free);
        return free < LITTLE_MEMORY_MB
                ? Finding.missing("memory", told + ". Close something: speech needs some 600 MB.")
                : Finding.good("memory", told);
    }

    /** A folder, or the nearest above it that is there. */
    private static Finding disk(String subject, Path folder) {
        Path at = folder;
        while (!Files.exists(at) && at.getParent() != null) {
            at = at.getParent();
        }
        if (!Files.isWritable(at)) {
            return Finding.broken(
                    subject, "%s may not be written. Change its permissions, or choose another.".formatted(at));
        }
        try {
            FileStore store = Files.getFileStore(at);
            long free = megabytes(store.getUsableSpace());
            String told = "%s, %d MB free".formatted(folder, free);
            return free < LITTLE_DISK_MB
                    ? Finding.missing(subject, told + ". Uploads and downloads may not fit.")
                    : Finding.good(subject, told);
        } catch (IOException e) {
            return Finding.broken(subject, Explanation.of(e));
        }
    }

    private static Finding cache(ModelFolders folders) {
        int count = folders.cache().models().size();
        return Finding.good(
                "model cache", "%s, %d model%s".formatted(folders.cache().folder(), count, count == 1 ? "" : "s"));
    }

    private static Finding models(ModelFolders folders, Path data) {
        try {
            List<String> here = Catalogue.load(folders, data.resolve(Catalogue.FILE)).available(folders).stream()
                    .map(Catalogue.Located::id)
                    .toList();
            return here.isEmpty()
                    ? Finding.missing("models", "none. Start beside the folder 'models', or give --model-dir.")
                    : Finding.good("models", String.join(", ", here));
        } catch (RuntimeException e) {
            return Finding.broken("models", Explanation.of(e));
        }
    }

    private Finding freePort() {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return Finding.good("port", socket.getLocalPort() + " is free");
        } catch (IOException | IllegalArgumentException e) {
            return Finding.missing("port", "%d: %s. Give serve another with --port.".formatted(port, e.getMessage()));
        }
    }
}
