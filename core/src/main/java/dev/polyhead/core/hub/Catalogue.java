package dev.polyhead.core.hub;

import dev.polyhead.core.checkpoint.CheckpointException;
import dev.polyhead.core.checkpoint.Nearest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The models the suite knows, by id and alias. Immutable. */
public final class Catalogue {
    /** Its file's name, beside the models that ship and in the data folder. */
    public static final String FILE = "catalogue.yaml";

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    private final Map<String, CatalogueEntry> entries = new LinkedHashMap<>();
    private final Map<String, String> ids = new LinkedHashMap<>(); // by id and alias

    private record File(List<CatalogueEntry> models) {}

    /**
     * A model on this machine.
     *
     * @param id what it is called
     * @param folder where it lies
     * @param entry what the catalogue says of it; null if nothing
     */
    public record Located(String id, Path folder, @Nullable CatalogueEntry entry) {}

    private Catalogue(Collection<CatalogueEntry> models) {
        for (CatalogueEntry model : models) {
            entries.put(model.id(), model);
            ids.put(model.id(), model.id());
        }
        for (CatalogueEntry model : entries.values()) {
            for (String alias : model.aliases()) {
                String other = ids.putIfAbsent(alias, model.id());
                if (other != null && !other.equals(model.id())) {
                    throw new CheckpointException("The catalogue gives the name '%s' to both %s and %s. Keep one."
                            .formatted(alias, other, model.id()));
                }
            }
        }
    }

    /** A catalogue of these; of entries with the same id the last counts. */
    public static Catalogue of(Collection<CatalogueEntry> models) {
        return new Catalogue(models);
    }

    /**
     * Reads a file.
     *
     * @throws CheckpointException if it is not a catalogue
     */
    public static Catalogue read(Path file) {
        try {
            File read = YAML.readValue(Files.readString(file), File.class);
            return new Catalogue(read.models == null ? List.of() : read.models);
        } catch (IOException | JacksonException e) {
            throw new CheckpointException("The catalogue '%s' cannot be read: %s".formatted(file, e.getMessage()), e);
        }
    }

    /**
     * The catalogue that ships, with what this machine has recorded since.
     *
     * @param folders the first catalogue beside models is taken
     * @param recorded file written by {@link #write}; need not exist
     */
    public static Catalogue load(ModelFolders folders, Path recorded) {
        List<CatalogueEntry> models = new ArrayList<>();
        folders.catalogue().ifPresent(file -> models.addAll(read(file).entries()));
        if (Files.isRegularFile(recorded)) {
            models.addAll(read(recorded).entries());
        }
        return new Catalogue(models);
    }

    /** Every entry, in the file's order. */
    public List<CatalogueEntry> entries() {
        return List.copyOf(entries.values());
    }

    /** The entry of an id or alias. */
    public Optional<CatalogueEntry> find(String idOrAlias) {
        return Optional.ofNullable(ids.get(idOrAlias)).map(entries::get);
    }

    /** With another entry, which replaces one of the same id. */
    public Catalogue with(CatalogueEntry entry) {
        List<CatalogueEntry> models = new ArrayList<>(entries.values());
        models.add(entry);
        return new Catalogue(models);
    }

    /** Without an entry. */
    public Catalogue without(String id) {
        return new Catalogue(entries.values().stream()
                .filter(model -> !model.id().equals(id))
                .toList());
    }

    /** Writes the catalogue to a file, whole or not at all. */
    public void write(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        WholeFile.write(file, YAML.writeValueAsString(new File(entries())));
    }

    /**
     * Finds a model on this machine.
     *
     * @throws UnknownModelException if there is none of this name, or it was not downloaded yet
     */
    public Located locate(String idOrAlias, ModelFolders folders) {
        CatalogueEntry entry = find(idOrAlias).orElse(null);
        if (entry != null) {
            Path folder = folders.find(entry.place(), entry.source().revision())
                    .or(() -> folders.find(entry.place(), null))
                    .or(() -> aliases(entry)
                            .flatMap(alias -> folders.find(alias, null).stream())
                            .findFirst())
                    .orElseThrow(() -> notHere(entry));
            return new Located(entry.id(), folder, entry);
        }
        return Optional.of(idOrAlias)
                .filter(ModelId::isOne)
                .flatMap(name -> folders.find(new ModelId(name), null))
                .map(folder -> new Located(idOrAlias, folder, null))
                .orElseThrow(() -> unknown(idOrAlias, folders));
    }

    /** A clone of {@code org/name} is usually a folder called {@code name}, which is an alias. */
    private static Stream<ModelId> aliases(CatalogueEntry entry) {
        return entry.aliases().stream().filter(ModelId::isOne).map(ModelId::new);
    }

    private static UnknownModelException notHere(CatalogueEntry entry) {
        String remedy = entry.source().hub() == null
                ? "Its folder '%s' is missing beside the catalogue."
                        .formatted(entry.source().folder())
                : "Get it with: polyhead models pull " + entry.source().hub();
        return new UnknownModelException(
                "Model '%s' is known, but not on this machine. %s".formatted(entry.id(), remedy), List.of());
    }

    private UnknownModelException unknown(String name, ModelFolders folders) {
        Set<String> names = new TreeSet<>(ids.keySet());
        folders.all().keySet().forEach(id -> names.add(id.text()));
        String shown = name.replaceAll("\\p{Cntrl}", "?");
        shown = shown.length() > 100 ? shown.substring(0, 100) + "…" : shown;
        List<String> nearest = Nearest.to(shown, names);
        String remedy = names.isEmpty()
                ? "No models were found at all: name their folder with --model-dir or POLYHEAD_MODELS."
                : "Nearest: %s.".formatted(nearest);
        return new UnknownModelException("There is no model '%s'. %s".formatted(shown, remedy), nearest);
    }

    /** Every model on this machine, those of the catalogue first. */
    public List<Located> available(ModelFolders folders) {
        Map<ModelId, Path> left = new LinkedHashMap<>(folders.all());
        List<Located> here = new ArrayList<>();
        for (CatalogueEntry entry : entries.values()) {
            Path folder = Stream.concat(Stream.of(entry.place()), aliases(entry))
                    .filter(left::containsKey)
                    .findFirst()
                    .map(left::remove)
                    .orElse(null);
            if (folder != null) {
                here.add(new Located(entry.id(), folder, entry));
            }
        }
        left.forEach((id, folder) -> here.add(new Located(id.text(), folder, null)));
        return here;
    }
}
