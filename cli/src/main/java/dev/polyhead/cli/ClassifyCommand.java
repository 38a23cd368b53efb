package dev.polyhead.cli;

import dev.polyhead.clip.ClipEncoder;
import dev.polyhead.clip.ZeroShotClassifier;
import dev.polyhead.core.model.LabelScore;
import dev.polyhead.core.model.Model;
import dev.polyhead.media.image.ImagePixels;
import dev.polyhead.media.image.UnreadableImageException;
import dev.polyhead.vision.ImageClassifier;
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

/** {@code classify}: pictures in, labels out. */
@Command(
        name = "classify",
        description = "Says what pictures show: in the labels of a checkpoint, or in your own.",
        mixinStandardHelpOptions = true,
        footer = "A picture that cannot be read does not stop the others; the exit code is then 1.")
final class ClassifyCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", arity = "1..*", description = "Pictures, in any usual format.")
    private List<Path> files = List.of();

    @Option(names = "--labels", split = ",", paramLabel = "LABEL", description = "Your own labels, with commas.")
    private List<String> labels = List.of();

    @Option(
            names = "--template",
            paramLabel = "TEXT",
            description = "A sentence around each of your labels, such as 'a photo of a {}'; several are averaged.")
    private List<String> templates = List.of();

    @Option(
            names = "--top-k",
            paramLabel = "N",
            defaultValue = "5",
            description = "Most labels a picture (default: ${DEFAULT-VALUE}).")
    private int topK = 5;

    @Option(
            names = "--model",
            paramLabel = "ID|FOLDER",
            description = "A model that is here, or its folder (default: vit-caltech101; clip-tiny with --labels).")
    private @Nullable String model;

    @Mixin
    private ModelPlaces places = new ModelPlaces();

    @Option(names = "--json", description = "Write one JSON object a line for each picture.")
    private boolean json;

    @Mixin
    private ModelSettings settings = new ModelSettings();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        if (topK < 1) {
            throw new ParameterException(spec.commandLine(), "--top-k is %d; ask for at least 1.".formatted(topK));
        }
        if (labels.isEmpty() && !templates.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "--template needs --labels to put into it.");
        }
        String usual = labels.isEmpty() ? "vit-caltech101" : ClipModel.DEFAULT;
        Path folder = LocalModels.folder(model == null ? usual : model, places.folders());
        try (Model opened = Model.open(folder, settings.options())) {
            if (labels.isEmpty()) {
                ImageClassifier classifier = new ImageClassifier(opened);
                return classify(picture -> classifier.classify(picture, topK));
            }
            try (ClipEncoder encoder = new ClipEncoder(opened)) {
                ZeroShotClassifier classifier = new ZeroShotClassifier(encoder);
                List<String> own = labels.stream().map(String::strip).toList();
                return classify(picture -> classifier
                        .classify(List.of(picture), own, templates, topK)
                        .get(0));
            }
        }
    }

    private int classify(Function<ImagePixels, List<LabelScore>> classifier) {
        int unreadable = 0;
        for (Path file : files) {
            try {
                show(file, classifier.apply(ImagePixels.read(file)));
            } catch (UnreadableImageException e) {
                unreadable++;
                spec.commandLine().getErr().println("%s: %s".formatted(file, e.getMessage()));
            }
        }
        return unreadable == 0 ? 0 : 1;
    }

    /** A picture's labels, as JSON. */
    private record Answer(String file, List<LabelScore> labels) {}

    private void show(Path file, List<LabelScore> scores) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(JsonMapper.shared().writeValueAsString(new Answer(file.toString(), scores)));
        } else {
            List<String> lines = new ArrayList<>(List.of(file.toString()));
            scores.forEach(
                    each -> lines.add(String.format(Locale.ROOT, "  %6.2f %%  %s", 100 * each.score(), each.label())));
            lines.forEach(out::println);
        }
        out.flush();
    }
}
