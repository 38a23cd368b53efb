package dev.polyhead.cli;

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
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code serve}: the suite in the browser and over REST, until it is stopped. */
@Command(
        name = "serve",
        description = "Starts the suite: pages in the browser, REST, and work in the background. Ctrl-C stops it.",
        mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
    private static final int HIGHEST_PORT = 65_535;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            description = "Address to listen on; another than this machine's own needs an admin key, see --open"
                    + " (default: 127.0.0.1).")
    private @Nullable String host;

    @Option(names = "--port", paramLabel = "N", description = "Port; 0 takes a free one (default: 8080).")
    private @Nullable Integer port;

    @Option(
            names = "--data-dir",
            paramLabel = "FOLDER",
            description =
                    "Where jobs, collections and results are kept (default: $POLYHEAD_DATA_DIR, else ~/.polyhead).")
    private @Nullable Path dataFolder;

    @Mixin
    private ModelPlaces places = new ModelPlaces();

    @Option(names = "--preload", split = ",", paramLabel = "ID", description = "Models to load at the start.")
    private List<String> preload = List.of();

    @Option(
            names = "--memory",
            paramLabel = "SIZE",
            description = "What loaded models may take together, such as 2GB (default: half of the machine's).")
    private @Nullable String memory;

    @Option(names = "--open", description = "Let everybody in who reaches the port, also on a public address.")
    private boolean open;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Any other setting, such as polyhead.limits.audio=2GB; docs/settings.md lists them.")
    private Map<String, String> settings = Map.of();

    @Mixin
    private ModelSettings model = new ModelSettings();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        if (port != null && (port < 0 || port > HIGHEST_PORT)) {
            throw new ParameterException(
                    spec.commandLine(), "--port is %d; ports go from 0 to %d.".formatted(port, HIGHEST_PORT));
        }
        ServedSuite.runUntilStopped(properties());
        return 0;
    }

    /** The suite's own settings, in the form in which Spring Boot takes them from a command line. */
    private String[] properties() {
        Map<String, String> chosen = new LinkedHashMap<>();
        put(chosen, "server.address", host);
        put(chosen, "server.port", port);
        put(chosen, "polyhead.data-dir", dataFolder == null ? null : dataFolder.toAbsolutePath());
        for (int i = 0; i < places.folders().size(); i++) {
            put(
                    chosen,
                    "polyhead.models.folders[%d]".formatted(i),
                    places.folders().get(i).toAbsolutePath());
        }
        for (int i = 0; i < preload.size(); i++) {
            put(chosen, "polyhead.models.preload[%d]".formatted(i), preload.get(i));
        }
        put(chosen, "polyhead.models.memory", memory);
        put(chosen, "polyhead.models.device", given("--device", model.device));
        put(chosen, "polyhead.models.precision", given("--precision", model.precision));
        put(chosen, "polyhead.models.threads", given("--threads", model.threads));
        put(chosen, "polyhead.security.open", open ? "true" : null);
        chosen.putAll(settings);
        List<String> arguments = new ArrayList<>();
        chosen.forEach((key, value) -> arguments.add("--" + key + "=" + value));
        return arguments.toArray(String[]::new);
    }

    /** Nothing where the option was left out, so that application.yaml and the environment still count. */
    private @Nullable String given(String option, Object value) {
        return spec.commandLine().getParseResult().hasMatchedOption(option)
                ? value.toString().toLowerCase(Locale.ROOT)
                : null;
    }

    private static void put(Map<String, String> chosen, String key, @Nullable Object value) {
        if (value != null) {
            chosen.put(key, value.toString());
        }
    }
}
