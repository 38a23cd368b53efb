package dev.polyhead.cli;

import dev.polyhead.core.hub.FileCheck;
import dev.polyhead.core.hub.ModelStore;
import dev.polyhead.core.hub.ParityCard;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code models verify}: are the files what they should be, and the answers? */
@Command(
        name = "verify",
        description = {
            "Compares the files of models with the hashes that are known,",
            "and their answers with reference vectors beside them (inputs.safetensors, expected.safetensors),",
            "or int8 with single precision."
        },
        mixinStandardHelpOptions = true)
final class ModelsVerifyCommand implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "ID", description = "Models of this machine.")
    private List<String> ids = List.of();

    @Option(names = "--files-only", description = "Do not run the models.")
    private boolean filesOnly;

    @Mixin
    private StoreSettings settings = new StoreSettings();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        ModelStore store = settings.store();
        boolean good = true;
        for (String id : ids) {
            good &= filesAreGood(store, id);
            if (good && !filesOnly) {
                good = answersAreGood(store, id);
            }
        }
        return good ? 0 : 1;
    }

    private boolean filesAreGood(ModelStore store, String id) {
        PrintWriter out = spec.commandLine().getOut();
        boolean good = true;
        for (FileCheck check : store.verify(id)) {
            out.printf("%s  %s/%s%n", check.state().name().toLowerCase(Locale.ROOT), id, check.name());
            good &= check.state() == FileCheck.State.INTACT || check.state() == FileCheck.State.UNKNOWN;
        }
        return good;
    }

    private boolean answersAreGood(ModelStore store, String id) {
        ParityCard card = store.checkParity(id);
        spec.commandLine()
                .getOut()
                .printf(
                        Locale.ROOT,
                        "%s  %s: cosine %.6f, largest difference %.1e%s%n",
                        card.holds() ? "alike" : "not alike",
                        card.compared(),
                        card.cosine(),
                        card.largestDifference(),
                        card.sameIds() == null ? "" : card.sameIds() ? ", the same tokens" : ", other tokens");
        return card.holds();
    }
}
