package dev.polyhead.cli;

import dev.polyhead.core.hub.Bytes;
import dev.polyhead.core.hub.ModelStore;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code models remove}: deletes what was pulled or imported. */
@Command(
        name = "remove",
        description = "Deletes models that were pulled or imported, with all their revisions.",
        mixinStandardHelpOptions = true)
final class ModelsRemoveCommand implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "ID", description = "Models of this machine.")
    private List<String> ids = List.of();

    @Mixin
    private StoreSettings settings = new StoreSettings();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        ModelStore store = settings.store();
        for (String id : ids) {
            spec.commandLine().getOut().printf("%s: %s are free again%n", id, Bytes.text(store.remove(id)));
        }
        return 0;
    }
}
