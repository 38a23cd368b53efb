package dev.polyhead.cli;

import dev.polyhead.core.generation.Cancellation;
import dev.polyhead.core.hub.Bytes;
import dev.polyhead.core.hub.CatalogueEntry;
import dev.polyhead.core.hub.HubFile;
import dev.polyhead.core.hub.HubModel;
import dev.polyhead.core.hub.ModelStore;
import dev.polyhead.core.hub.PoolSettings;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code models pull}: fetches models of the hub into the cache that Python's tools share. */
@Command(
        name = "pull",
        description = "Fetches models of the hub; what is there already is not fetched again.",
        mixinStandardHelpOptions = true)
final class ModelsPullCommand implements Callable<Integer> {
    @Parameters(
            arity = "1..*",
            paramLabel = "ID[@REVISION]",
            description = "owner/name, or a name of the catalogue; with a branch, tag or commit if not the newest.")
    private List<String> models = List.of();

    @Option(names = "--dry-run", description = "Say what would be fetched, and fetch nothing.")
    private boolean dryRun;

    @Mixin
    private StoreSettings settings = new StoreSettings();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        ModelStore store = settings.store();
        for (String model : models) {
            int at = model.indexOf('@');
            String name = at < 0 ? model : model.substring(0, at);
            pull(store, name, at < 0 ? null : model.substring(at + 1));
        }
        return 0;
    }

    private void pull(ModelStore store, String name, @Nullable String revision) {
        PrintWriter out = spec.commandLine().getOut();
        HubModel seen = store.hub().inspect(store.hubId(name), revision, new Cancellation());
        out.printf(
                "%s at %s: %s, %s, licence %s%n",
                seen.id(),
                seen.commit().substring(0, 12),
                seen.family(),
                Bytes.text(seen.size()),
                seen.licence() == null ? "not stated" : seen.licence());
        long budget = PoolSettings.defaults().budget();
        if (seen.size() > budget) {
            out.printf("It may not fit this machine: models may take %s by default.%n", Bytes.text(budget));
        }
        if (dryRun) {
            for (HubFile file : seen.files()) {
                out.printf("  %s  %s%n", file.name(), Bytes.text(file.size()));
            }
            out.println(seen.supported() ? "The family is supported." : "The family is not supported.");
            return;
        }
        ProgressLine progress = new ProgressLine(spec.commandLine().getErr());
        CatalogueEntry entry = store.pull(
                name, seen.commit().equals(revision) ? revision : seen.revision(), progress::show, new Cancellation());
        progress.end();
        out.printf("%s lies in %s%n", entry.id(), store.locate(entry.id()).folder());
    }
}
