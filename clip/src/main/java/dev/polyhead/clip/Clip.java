package dev.polyhead.clip;

import static dev.polyhead.core.layer.Slot.*;
import static java.util.Map.entry;

import dev.polyhead.core.attention.AttentionSpec;
import dev.polyhead.core.attention.Heads;
import dev.polyhead.core.checkpoint.Checkpoint;
import dev.polyhead.core.checkpoint.CheckpointException;
import dev.polyhead.core.checkpoint.ConfigJson;
import dev.polyhead.core.layer.Names;
import dev.polyhead.core.layer.NormSpec;
import dev.polyhead.core.layer.PositionEmbedding;
import dev.polyhead.core.layer.Slot;
import dev.polyhead.core.model.Blueprint;
import dev.polyhead.core.model.FamilySettings;
import dev.polyhead.core.model.ModelFamily;
import dev.polyhead.core.model.Tower;
import dev.polyhead.core.transformer.PatchInput;
import dev.polyhead.core.transformer.Stack;
import dev.polyhead.core.transformer.StackConfig;
import dev.polyhead.core.transformer.WordInput;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * CLIP, Radford et al. 2021: a causal text encoder read at its end token, a picture encoder read at its class token, and
 * a common space; also either of them alone.
 */
public final class Clip implements ModelFamily {
    static final Map<Slot, String> LAYERS = Map.ofEntries(
            entry(QUERY, "encoder.layers.%d.self_attn.q_proj"),
            entry(KEY, "encoder.layers.%d.self_attn.k_proj"),
            entry(VALUE, "encoder.layers.%d.self_attn.v_proj"),
            entry(ATTENTION_OUT, "encoder.layers.%d.self_attn.out_proj"),
            entry(ATTENTION_NORM, "encoder.layers.%d.layer_norm1"),
            entry(UP, "encoder.layers.%d.mlp.fc1"),
            entry(DOWN, "encoder.layers.%d.mlp.fc2"),
            entry(FEED_FORWARD_NORM, "encoder.layers.%d.layer_norm2"));

    @Override
    public Set<String> modelTypes() {
        return Set.of("clip", "clip_text_model", "clip_vision_model");
    }

    @Override
    public List<String> ignored() {
        return List.of("((text|vision)_model\\.)?embeddings\\.position_ids");
    }

    @Override
    public Blueprint read(Checkpoint checkpoint) {
        ConfigJson config = checkpoint.config();
        return switch (config.text("model_type")) {
            case "clip_text_model" ->
                new Blueprint.TwoTowers(
                        Optional.of(text(checkpoint, config, config.integer("projection_dim", 512))),
                        Optional.empty(),
                        Optional.empty());
            case "clip_vision_model" ->
                new Blueprint.TwoTowers(
                        Optional.empty(),
                        Optional.of(vision(checkpoint, config, config.integer("projection_dim", 512))),
                        Optional.empty());
            default -> both(checkpoint);
        };
    }

    private static Blueprint both(Checkpoint checkpoint) {
        ConfigJson config = checkpoint.config();
        ConfigJson text = part(config, "text_config");
        ConfigJson vision = part(config, "vision_config");
        int dimensions = config.integer("projection_dim", 512);
        List<String> architectures = config.texts("architectures");
        String architecture = architectures.isEmpty() ? "CLIPModel" : architectures.get(0);
        return switch (architecture) {
            case "CLIPModel" ->
                new Blueprint.TwoTowers(
                        Optional.of(text(checkpoint, text, dimensions)),
                        Optional.of(vision(checkpoint, vision, dimensions)),
                        Optional.of("logit_scale"));
            case "CLIPTextModel", "CLIPTextModelWithProjection" ->
                new Blueprint.TwoTowers(
                        Optional.of(text(checkpoint, text, dimensions)), Optional.empty(), Optional.empty());
            case "CLIPVisionModel", "CLIPVisionModelWithProjection" ->
                new Blueprint.TwoTowers(
                        Optional.empty(), Optional.of(vision(checkpoint, vision, dimensions)), Optional.empty());
            default -> throw new CheckpointException("The architecture %s is not supported.".formatted(architecture));
        };
    }

    static ConfigJson part(ConfigJson config, String key) {
        return config.object(key)
                .orElseThrow(() -> new CheckpointException("config.json lacks \"%s\".".formatted(key)));
    }

    private static Tower text(Checkpoint checkpoint, ConfigJson config, int dimensions) {
        WordInput words = WordInput.of(
                "input_ids",
                config.integer("vocab_size", 49408),
                new PositionEmbedding.Learned(config.integer("max_position_embeddings", 77), 0));
        Heads heads = heads(config, 512, 8);
        StackConfig stack = stack(config, 512, heads, 2048)
                .attention(config.integer("num_hidden_layers", 12), AttentionSpec.causal(heads.size()))
                .bareLastState()
                .build();
        Map<Slot, String> names = new HashMap<>(LAYERS);
        names.put(WORDS, "embeddings.token_embedding");
        names.put(POSITIONS, "embeddings.position_embedding");
        names.put(FINAL_NORM, "final_layer_norm");
        return new Tower(
                new Stack(words, stack, Names.of(names), "text_model."),
                new Tower.Pooling.End(config.integer("eos_token_id", 49407)),
                projection(checkpoint, "text_projection"),
                dimensions);
    }

    private static Tower vision(Checkpoint checkpoint, ConfigJson config, int dimensions) {
        Heads heads = heads(config, 768, 12);
        NormSpec norm = norm(config);
        PatchInput patches = new PatchInput(
                config.integer("image_size", 224),
                config.integer("patch_size", 32),
                config.integer("num_channels", 3),
                false,
                List.of(CLASS_TOKEN),
                Optional.of(norm));
        StackConfig stack = stack(config, 768, heads, 3072)
                .attention(config.integer("num_hidden_layers", 12), AttentionSpec.full(heads.size()))
                .withoutFinalNorm()
                .build();
        Map<Slot, String> names = new HashMap<>(LAYERS);
        names.put(PATCHES, "embeddings.patch_embedding");
        names.put(CLASS_TOKEN, "embeddings.class_embedding");
        names.put(POSITIONS, "embeddings.position_embedding");
        // The reference library misspells it, and so do all checkpoints.
        names.put(EMBEDDING_NORM, "pre_layrnorm");
        return new Tower(
                new Stack(patches, stack, Names.of(names), "vision_model."),
                new Tower.Pooling.FirstNormed("post_layernorm"),
                projection(checkpoint, "visual_projection"),
                dimensions);
    }

    private static Optional<String> projection(Checkpoint checkpoint, String name) {
        return Optional.of(name).filter(n -> checkpoint.tensors().containsKey(n + ".weight"));
    }

    private static Heads heads(ConfigJson config, int hidden, int heads) {
        int channels = config.integer("hidden_size", hidden);
        int count = config.integer("num_attention_heads", heads);
        return Heads.of(count, FamilySettings.headSize(channels, count));
    }

    private static StackConfig.Builder stack(ConfigJson config, int hidden, Heads heads, int feedForward) {
        return StackConfig.of(
                        config.integer("hidden_size", hidden), heads, config.integer("intermediate_size", feedForward))
                .activation(config.text("hidden_act", "quick_gelu"))
                .norm(norm(config))
                .preNorm();
    }

    private static NormSpec norm(ConfigJson config) {
        return NormSpec.layer(config.number("layer_norm_eps", 1e-5));
    }
}
