package dev.polyhead.text.family;

import static dev.polyhead.core.layer.Slot.*;

import dev.polyhead.core.attention.AttentionPattern;
import dev.polyhead.core.attention.AttentionSpec;
import dev.polyhead.core.attention.BandedSoftmax;
import dev.polyhead.core.attention.PositionScheme;
import dev.polyhead.core.checkpoint.Checkpoint;
import dev.polyhead.core.checkpoint.CheckpointException;
import dev.polyhead.core.checkpoint.ConfigJson;
import dev.polyhead.core.layer.Names;
import dev.polyhead.core.model.Blueprint;
import dev.polyhead.core.model.DefaultGlobals;
import dev.polyhead.core.model.FamilySettings;
import dev.polyhead.core.model.ModelFamily;
import dev.polyhead.core.transformer.Stack;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Longformer, Beltagy et al. 2020: RoBERTa with a sliding window, and global tokens with projections of their own. */
public final class Longformer implements ModelFamily {
    private static final int WINDOW = 512;

    private static final Names NAMES = Names.of(Bert.NAMES)
            .with(Map.of(
                    QUERY_GLOBAL, "encoder.layer.%d.attention.self.query_global",
                    KEY_GLOBAL, "encoder.layer.%d.attention.self.key_global",
                    VALUE_GLOBAL, "encoder.layer.%d.attention.self.value_global"));

    @Override
    public Set<String> modelTypes() {
        return Set.of("longformer");
    }

    @Override
    public List<String> ignored() {
        return List.of("(longformer\\.)?embeddings\\.position_ids", "(longformer\\.)?pooler\\..*", "lm_head\\..*");
    }

    @Override
    public Blueprint read(Checkpoint checkpoint) {
        ConfigJson config = checkpoint.config();
        int layers = config.integer("num_hidden_layers", 12);
        int size = Bert.headSize(config);
        List<Integer> windows = config.has("attention_window") ? config.integers("attention_window") : List.of(WINDOW);
        if (windows.size() != 1 && windows.size() != layers) {
            throw new CheckpointException(
                    "attention_window holds %d windows for %d layers.".formatted(windows.size(), layers));
        }
        List<AttentionSpec> attention = new ArrayList<>();
        for (int layer = 0; layer < layers; layer++) {
            int window = windows.get(windows.size() == 1 ? 0 : layer);
            if (window < 2 || window % 2 != 0) {
                throw config.unsupported("attention_window");
            }
            attention.add(new AttentionSpec(
                    new AttentionPattern.SlidingWindow(window / 2),
                    new PositionScheme.None(),
                    new BandedSoftmax(1 / Math.sqrt(size))));
        }
        Stack stack = new Stack(
                Bert.input(config, Roberta.positions(config), 30522),
                Bert.stack(config).attention(attention).build(),
                NAMES,
                "longformer.");
        Optional<DefaultGlobals> globals = switch (FamilySettings.architecture(checkpoint, "Longformer")) {
            case "ForSequenceClassification" -> Optional.of(new DefaultGlobals.First());
            case "ForQuestionAnswering" -> Optional.of(new DefaultGlobals.Question(config.integer("sep_token_id", 2)));
            default -> Optional.empty();
        };
        return new Blueprint.EncoderOnly(stack, Roberta.heads(checkpoint, "Longformer"), globals);
    }
}
