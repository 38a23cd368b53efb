package dev.polyhead.cli;

import dev.polyhead.core.hub.HubHit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** {@code models search}: models of the hub by words of their names. */
@Command(
        name = "search",
        description = "Finds models of the hub that have safetensors, the most downloaded first.",
        mixinStandardHelpOptions = true)
final class ModelsSearchCommand implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "WORD", description = "Words of the name.")
    private List<String> words = List.of();

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "20",
            description = "Most answers (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    @Mixin
    private StoreSettings settings = new StoreSettings();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        if (limit < 1 || limit > 100) {
            throw new IllegalArgumentException("--limit must be from 1 to 100, not %d.".formatted(limit));
        }
        List<HubHit> hits = settings.store().hub().search(String.join(" ", words), limit);
        if (json) {
            spec.commandLine()
                    .getOut()
                    .println(
                            JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(hits));
            return 0;
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("MODEL", "TASK", "LICENCE", "DOWNLOADS", ""));
        for (HubHit hit : hits) {
            rows.add(List.of(
                    hit.id(),
                    hit.task() == null ? "" : hit.task(),
                    hit.licence() == null ? "" : hit.licence(),
                    String.valueOf(hit.downloads()),
                    hit.gated() ? "terms to accept" : ""));
        }
        Columns.print(spec.commandLine().getOut(), rows);
        return 0;
    }
}
