package dev.polyhead.cli;

import dev.polyhead.core.hub.Bytes;
import dev.polyhead.core.hub.Catalogue;
import dev.polyhead.core.hub.CatalogueEntry;
import dev.polyhead.core.hub.ModelStore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** {@code models list}: the models of this machine, or all that are known. */
@Command(name = "list", description = "Lists the models of this machine.", mixinStandardHelpOptions = true)
final class ModelsListCommand implements Callable<Integer> {
    @Option(names = "--all", description = "Also those of the catalogue that were not downloaded yet.")
    private boolean all;

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    @Mixin
    private StoreSettings settings = new StoreSettings();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        ModelStore store = settings.store();
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        List<Catalogue.Located> here = store.catalogue().available(store.folders());
        here.forEach(model -> rows.add(row(store.describe(model), model.folder().toString())));
        if (all) {
            List<String> ids = here.stream().map(Catalogue.Located::id).toList();
            store.catalogue().entries().stream()
                    .filter(entry -> !ids.contains(entry.id()))
                    .forEach(entry -> rows.add(row(entry, null)));
        }
        if (json) {
            spec.commandLine()
                    .getOut()
                    .println(
                            JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(rows));
        } else {
            print(rows);
        }
        return 0;
    }

    private static Map<String, @Nullable Object> row(CatalogueEntry entry, @Nullable String folder) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        row.put("id", entry.id());
        row.put("task", entry.task());
        row.put("licence", entry.licence());
        row.put("languages", entry.languages());
        row.put("size", entry.size());
        row.put("verified", entry.verified());
        row.put("aliases", entry.aliases());
        row.put("folder", folder);
        return row;
    }

    private void print(List<Map<String, @Nullable Object>> rows) {
        List<List<String>> cells = new ArrayList<>();
        cells.add(List.of("MODEL", "TASK", "LICENCE", "SIZE", "WHERE"));
        for (Map<String, @Nullable Object> row : rows) {
            Object size = row.get("size");
            Object folder = row.get("folder");
            cells.add(List.of(
                    text(row.get("id")),
                    text(row.get("task")),
                    text(row.get("licence")),
                    size == null ? "" : Bytes.text((Long) size),
                    folder == null ? "not here: models pull " + row.get("id") : folder.toString()));
        }
        Columns.print(spec.commandLine().getOut(), cells);
    }

    private static String text(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }
}
