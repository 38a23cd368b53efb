package dev.polyhead.cli;

import dev.polyhead.clip.CollectionBusyException;
import dev.polyhead.clip.ImageCollection;
import dev.polyhead.clip.ImageCollections;
import dev.polyhead.clip.ImageSearch;
import dev.polyhead.clip.SearchFilter;
import dev.polyhead.clip.SearchHit;
import dev.polyhead.clip.SearchRequest;
import dev.polyhead.clip.SearchResult;
import dev.polyhead.clip.SearchTerm;
import dev.polyhead.media.image.ImagePixels;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** {@code search}: finds pictures of a collection by words, by pictures, or both, with plus and minus. */
@Command(
        name = "search",
        description = "Finds pictures of a collection by words, by a picture, or by both.",
        mixinStandardHelpOptions = true)
final class SearchCommand implements Callable<Integer> {
    private static final double AGAINST = -0.5;

    @Parameters(paramLabel = "TEXT", arity = "0..*", description = "What to look for; several count equally.")
    private List<String> texts = List.of();

    @Option(names = "--image", paramLabel = "FILE", description = "A picture to look for.")
    private List<Path> images = List.of();

    @Option(names = "--minus", paramLabel = "TEXT", description = "What is not wanted.")
    private List<String> minus = List.of();

    @Option(names = "--minus-image", paramLabel = "FILE", description = "A picture that is not wanted.")
    private List<Path> minusImages = List.of();

    @Option(
            names = {"-n", "--limit"},
            paramLabel = "N",
            defaultValue = "10",
            description = "How many pictures (default: ${DEFAULT-VALUE}).")
    private int limit = 10;

    @Option(names = "--label", paramLabel = "TAG", description = "Only pictures with this tag.")
    private @Nullable String label;

    @Option(names = "--folder", paramLabel = "NAME", description = "Only pictures below this folder.")
    private @Nullable String folder;

    @Option(names = "--camera", paramLabel = "NAME", description = "Only pictures of this camera.")
    private @Nullable String camera;

    @Option(
            names = "--thumbnails",
            paramLabel = "auto|kitty|sixel|blocks|none",
            defaultValue = "auto",
            description = "Show the pictures in the terminal (default: ${DEFAULT-VALUE}).")
    private TerminalPictures thumbnails = TerminalPictures.AUTO;

    @Mixin
    private CollectionSettings settings = new CollectionSettings();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        List<SearchTerm> terms = new ArrayList<>();
        texts.forEach(text -> terms.add(SearchTerm.text(text)));
        images.forEach(file -> terms.add(SearchTerm.image(ImagePixels.read(file))));
        minus.forEach(text -> terms.add(SearchTerm.text(text).weighing(AGAINST)));
        minusImages.forEach(
                file -> terms.add(SearchTerm.image(ImagePixels.read(file)).weighing(AGAINST)));
        if (terms.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "Say what to look for, or give --image.");
        }
        SearchFilter filter = new SearchFilter(null, null, camera, folder, label, null, null, null, null);
        SearchRequest request = new SearchRequest(terms, filter, limit, 0, SearchRequest.Order.RELEVANCE, null);
        try (ClipModel clip = settings.open();
                ImageCollections collections = settings.collections()) {
            return reading(collections, collection -> {
                show(collection, new ImageSearch(collection, clip.encoder()).search(request));
                return 0;
            });
        }
    }

    /** Beside a running server, which writes to the collection, one can still read. */
    private int reading(ImageCollections collections, Function<ImageCollection, Integer> task) {
        ImageCollection collection;
        try {
            collection = collections.get(settings.name);
        } catch (CollectionBusyException another) {
            try (ImageCollection readOnly = collections.readOnly(settings.name)) {
                return task.apply(readOnly);
            }
        }
        return task.apply(collection);
    }

    private void show(ImageCollection collection, SearchResult result) {
        PrintWriter out = spec.commandLine().getOut();
        if (settings.json) {
            out.println(JsonMapper.shared().writeValueAsString(result));
            return;
        }
        if (result.nothingRelevant()) {
            spec.commandLine()
                    .getErr()
                    .println(result.items().isEmpty() ? "No picture is there." : "Nothing matches well. The nearest:");
        }
        TerminalPictures manner = thumbnails.resolved();
        for (SearchHit hit : result.items()) {
            String place = collection.file(hit.id()).map(Path::toString).orElse(hit.name());
            out.println(String.format(
                    Locale.ROOT,
                    "%.3f  %+5.1f  %s",
                    hit.similarity(),
                    hit.relevance(),
                    place.replaceAll("\\p{Cntrl}", "?")));
            if (manner != TerminalPictures.NONE) {
                collection.thumbnail(hit.id()).ifPresent(jpeg -> out.print(manner.show(ImagePixels.read(jpeg))));
            }
        }
        out.flush();
    }
}
