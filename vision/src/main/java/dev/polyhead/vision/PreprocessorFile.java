package dev.polyhead.vision;

import dev.polyhead.core.checkpoint.CheckpointException;
import dev.polyhead.core.checkpoint.ConfigJson;
import dev.polyhead.media.image.ImagePreprocessor;
import dev.polyhead.media.image.ImagePreprocessor.Size;
import dev.polyhead.media.image.Resampling;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads {@code preprocessor_config.json}, or the {@code image_processor} of a {@code processor_config.json}, with the
 * defaults of the processor that it names: those of CLIP, DeiT, SigLIP or ViT.
 */
public final class PreprocessorFile {
    private static final double RESCALE = 1 / 255.0;
    private static final List<Double> HALF = List.of(0.5, 0.5, 0.5);
    private static final List<Double> IMAGENET_MEAN = List.of(0.485, 0.456, 0.406);
    private static final List<Double> IMAGENET_DEVIATION = List.of(0.229, 0.224, 0.225);
    private static final List<Double> CLIP_MEAN = List.of(0.48145466, 0.4578275, 0.40821073);
    private static final List<Double> CLIP_DEVIATION = List.of(0.26862954, 0.26130258, 0.27577711);

    private final ConfigJson config;
    private final Defaults defaults;

    /** What a processor does where its file is silent. */
    private record Defaults(
            boolean edge, Size size, @Nullable Size crop, int resampling, List<Double> mean, List<Double> deviation) {}

    private PreprocessorFile(ConfigJson config) {
        this.config = config;
        this.defaults = defaults(config);
    }

    /**
     * Reads a model folder's file.
     *
     * @throws CheckpointException if it is missing or asks for something that is not supported
     */
    public static ImagePreprocessor read(Path folder) {
        Path file = folder.resolve("preprocessor_config.json");
        Path whole = folder.resolve("processor_config.json");
        if (!Files.exists(file) && Files.exists(whole)) {
            return of(ConfigJson.read(whole)
                    .object("image_processor")
                    .orElseThrow(() -> new CheckpointException(
                            "processor_config.json of '%s' has no \"image_processor\".".formatted(folder))));
        }
        return of(ConfigJson.read(file));
    }

    /**
     * Reads the settings.
     *
     * @throws CheckpointException if they ask for something that is not supported
     */
    public static ImagePreprocessor of(ConfigJson config) {
        try {
            return new PreprocessorFile(config).preprocessor();
        } catch (IllegalArgumentException e) {
            throw new CheckpointException("preprocessor_config.json: " + e.getMessage(), e);
        }
    }

    private static Defaults defaults(ConfigJson config) {
        String type = config.text("image_processor_type", config.text("feature_extractor_type", ""))
                .toLowerCase(Locale.ROOT);
        if (type.startsWith("clip")) {
            return new Defaults(true, Size.shortest(224), Size.of(224, 224), 3, CLIP_MEAN, CLIP_DEVIATION);
        }
        if (type.startsWith("deit")) {
            return new Defaults(false, Size.of(256, 256), Size.of(224, 224), 3, IMAGENET_MEAN, IMAGENET_DEVIATION);
        }
        return new Defaults(false, Size.of(224, 224), null, type.startsWith("siglip") ? 3 : 2, HALF, HALF);
    }

    private ImagePreprocessor preprocessor() {
        boolean normalises = config.flag("do_normalize", true);
        Size crop = config.flag("do_center_crop", defaults.crop() != null) ? crop() : null;
        return new ImagePreprocessor(
                config.flag("do_resize", true) ? size() : null,
                Resampling.of(config.integer("resample", defaults.resampling())),
                crop,
                config.flag("do_rescale", true) ? config.number("rescale_factor", RESCALE) : 1,
                normalises ? numbers("image_mean", defaults.mean()) : List.of(0.0, 0.0, 0.0),
                normalises ? numbers("image_std", defaults.deviation()) : List.of(1.0, 1.0, 1.0));
    }

    private Size size() {
        if (!config.has("size")) {
            return defaults.size();
        }
        JsonNode size = config.json().get("size");
        if (size.isNumber()) {
            return defaults.edge() ? Size.shortest(size.asInt()) : Size.of(size.asInt(), size.asInt());
        }
        ConfigJson sizes = config.object("size").orElseThrow();
        if (sizes.has("longest_edge")) {
            throw sizes.unsupported("longest_edge");
        }
        return sizes.has("shortest_edge")
                ? Size.shortest(sizes.integer("shortest_edge"))
                : Size.of(sizes.integer("height"), sizes.integer("width"));
    }

    private Size crop() {
        if (!config.has("crop_size")) {
            Size usual = defaults.crop();
            return usual == null ? Size.of(224, 224) : usual;
        }
        JsonNode size = config.json().get("crop_size");
        if (size.isNumber()) {
            return Size.of(size.asInt(), size.asInt());
        }
        ConfigJson sizes = config.object("crop_size").orElseThrow();
        return Size.of(sizes.integer("height"), sizes.integer("width"));
    }

    private List<Double> numbers(String key, List<Double> otherwise) {
        if (!config.has(key)) {
            return otherwise;
        }
        JsonNode value = config.json().get(key);
        List<Double> numbers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            JsonNode number = value.isArray() ? value.get(Math.min(i, value.size() - 1)) : value;
            if (number == null || !number.isNumber() || value.size() > 3) {
                throw new CheckpointException(
                        "preprocessor_config.json: \"%s\" must be three numbers, not %s.".formatted(key, value));
            }
            numbers.add(number.asDouble());
        }
        return numbers;
    }
}
