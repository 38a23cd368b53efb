package dev.polyhead.clip;

import dev.polyhead.core.checkpoint.Checkpoint;
import dev.polyhead.core.checkpoint.CheckpointException;
import dev.polyhead.core.checkpoint.ConfigJson;
import dev.polyhead.core.checkpoint.Safetensors;
import dev.polyhead.core.checkpoint.StoredTensor;
import dev.polyhead.core.model.Model;
import dev.polyhead.core.tensor.Tensor;
import dev.polyhead.media.image.ImagePixels;
import dev.polyhead.media.image.ImagePreprocessor;
import dev.polyhead.text.tokenizer.EncodeOptions;
import dev.polyhead.text.tokenizer.Tokenizer;
import dev.polyhead.vision.AttentionRollout;
import dev.polyhead.vision.HeatMap;
import dev.polyhead.vision.PictureBatch;
import dev.polyhead.vision.PreprocessorFile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * Puts texts and pictures into one space (CLIP, Radford et al. 2021; SigLIP, Zhai et al. 2023): embeddings of length 1,
 * whose dot product is the cosine. Safe for concurrent use; the model stays the caller's, the tokenizer is closed here.
 */
public final class ClipEncoder implements AutoCloseable {
    private static final int BATCH = 32;
    private static final int CACHED_TEXTS = 512;

    private final Model model;
    private final Tokenizer tokenizer;
    private final ImagePreprocessor preprocessor;
    private final int longestText;
    private final boolean sigmoid;
    private final int padding;
    private final float scale;
    private final float bias;
    private final String fingerprint;
    private final Map<String, float[]> texts = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, float[]> eldest) {
            return size() > CACHED_TEXTS;
        }
    });

    /**
     * Prepares a model with both a text and a picture encoder.
     *
     * @throws CheckpointException if it lacks one of them
     */
    public ClipEncoder(Model model) {
        if (!model.outputs().containsAll(Set.of("text_embeds", "image_embeds"))) {
            throw new CheckpointException(
                    "The model in '%s' (model_type \"%s\") does not put texts and pictures into one space. Take a CLIP such as openai/clip-vit-base-patch32."
                            .formatted(model.folder(), model.modelType()));
        }
        ConfigJson config = model.config();
        ConfigJson text = config.object("text_config").orElse(config);
        this.model = model;
        this.tokenizer = Tokenizer.open(model.folder());
        this.preprocessor = PreprocessorFile.read(model.folder());
        this.sigmoid = model.modelType().startsWith("siglip");
        this.longestText = text.integer("max_position_embeddings", sigmoid ? 64 : 77);
        this.padding = text.integer("pad_token_id", 1);
        Checkpoint checkpoint = Checkpoint.open(model.folder());
        this.scale = (float) Math.exp(number(checkpoint, "logit_scale"));
        this.bias = sigmoid ? number(checkpoint, "logit_bias") : 0;
        this.fingerprint = ModelFingerprint.of(model.folder());
    }

    private static float number(Checkpoint checkpoint, String name) {
        StoredTensor tensor = checkpoint.tensors().get(name);
        if (tensor == null) {
            throw new CheckpointException(
                    "The checkpoint '%s' has no tensor '%s'.".formatted(checkpoint.folder(), name));
        }
        return Safetensors.read(tensor).floats()[0];
    }

    /** The model. */
    public Model model() {
        return model;
    }

    /** Numbers of an embedding. */
    public int dimensions() {
        return text("a").length;
    }

    /** How the checkpoint wants its pictures. */
    public ImagePreprocessor preprocessor() {
        return preprocessor;
    }

    /** What cosines are multiplied with before they become probabilities. */
    public float logitScale() {
        return scale;
    }

    /** What is added to them (SigLIP). */
    public float logitBias() {
        return bias;
    }

    /** Whether each pair is judged by itself (SigLIP) rather than against the others. */
    public boolean sigmoid() {
        return sigmoid;
    }

    /** Tells embeddings of different models apart: 32 hexadecimal digits. */
    public String fingerprint() {
        return fingerprint;
    }

    /** The ids of a text as the model gets them: framed, cut to the longest text it knows. */
    public long[] ids(String text) {
        long[] ids = tokenizer
                .encode(text, EncodeOptions.defaults().withMaxLength(longestText))
                .longIds();
        if (!sigmoid) {
            return ids;
        }
        long[] padded = Arrays.copyOf(ids, longestText);
        Arrays.fill(padded, ids.length, longestText, padding);
        return padded;
    }

    /** A text's embedding, of length 1. */
    public float[] text(String text) {
        return texts(List.of(text)).get(0);
    }

    /** The texts' embeddings, of length 1, in their order; recent texts are remembered. */
    public List<float[]> texts(List<String> wanted) {
        Map<String, float[]> known = new LinkedHashMap<>();
        Map<Integer, List<String>> byLength = new TreeMap<>();
        Map<String, long[]> ids = new LinkedHashMap<>();
        for (String text : wanted) {
            float[] embedding = texts.get(text);
            if (embedding != null) {
                known.put(text, embedding);
            } else if (!ids.containsKey(text)) {
                ids.put(text, ids(text));
                byLength.computeIfAbsent(ids.get(text).length, l -> new ArrayList<>())
                        .add(text);
            }
        }
        // Equal lengths share a batch, so that nothing is padded and no mask is needed.
        byLength.forEach((length, group) -> {
            for (int from = 0; from < group.size(); from += BATCH) {
                List<String> some = group.subList(from, Math.min(group.size(), from + BATCH));
                long[] all = some.stream()
                        .flatMapToLong(text -> Arrays.stream(ids.get(text)))
                        .toArray();
                List<float[]> rows = rows("text_embeds", Map.of("input_ids", Tensor.of(all, some.size(), length)));
                for (int i = 0; i < some.size(); i++) {
                    known.put(some.get(i), rows.get(i));
                    texts.put(some.get(i), rows.get(i));
                }
            }
        });
        return wanted.stream()
                .map(text -> Objects.requireNonNull(known.get(text)).clone())
                .toList();
    }

    /** A picture's embedding, of length 1. */
    public float[] image(ImagePixels image) {
        return images(List.of(image)).get(0);
    }

    /** The pictures' embeddings, of length 1, in their order. */
    public List<float[]> images(List<ImagePixels> images) {
        List<float[]> all = new ArrayList<>(images.size());
        for (int from = 0; from < images.size(); from += BATCH) {
            List<ImagePixels> some = images.subList(from, Math.min(images.size(), from + BATCH));
            all.addAll(embed(PictureBatch.of(preprocessor, some)));
        }
        return all;
    }

    /**
     * Embeddings of pictures that were already prepared.
     *
     * @param pixels {@code [pictures, 3, height, width]}
     */
    List<float[]> embed(Tensor pixels) {
        return rows("image_embeds", Map.of("pixel_values", pixels));
    }

    /**
     * Where the picture encoder looked.
     *
     * @param lastLayer how far up the rollout goes, counted from 1; 0 for all layers
     */
    public HeatMap explain(ImagePixels image, int lastLayer) {
        return AttentionRollout.of(model, "vision_attentions.", preprocessor, image, lastLayer);
    }

    private List<float[]> rows(String output, Map<String, Tensor> inputs) {
        Tensor embeddings =
                Objects.requireNonNull(model.run(inputs, Set.of(output)).get(output));
        int dimensions = embeddings.dimension(-1);
        float[] all = embeddings.floats();
        List<float[]> rows = new ArrayList<>();
        for (int from = 0; from < all.length; from += dimensions) {
            rows.add(Vectors.unit(Arrays.copyOfRange(all, from, from + dimensions)));
        }
        return rows;
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
