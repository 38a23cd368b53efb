package dev.polyhead.vision;

import dev.polyhead.core.checkpoint.Checkpoint;
import dev.polyhead.core.checkpoint.ConfigJson;
import dev.polyhead.core.layer.Slot;
import dev.polyhead.core.model.Blueprint;
import dev.polyhead.core.model.FamilySettings;
import dev.polyhead.core.model.ModelFamily;
import dev.polyhead.core.transformer.Head;
import dev.polyhead.core.transformer.SequenceClassifier;
import dev.polyhead.core.transformer.TeacherHead;
import java.util.List;
import java.util.Set;

/** DeiT, Touvron et al. 2020: ViT with a second token, which learned from a teacher. */
public final class Deit implements ModelFamily {
    @Override
    public Set<String> modelTypes() {
        return Set.of("deit");
    }

    @Override
    public List<String> ignored() {
        return List.of("(deit\\.)?pooler\\..*", "(deit\\.)?embeddings\\.mask_token");
    }

    @Override
    public Blueprint read(Checkpoint checkpoint) {
        ConfigJson config = checkpoint.config();
        String architecture = FamilySettings.architecture(checkpoint, "DeiT");
        int labels = FamilySettings.labels(config);
        List<Head> heads = switch (architecture) {
            case "Model" -> Vit.pooler(checkpoint);
            case "ForImageClassification" -> List.of(SequenceClassifier.ofFirst("classifier", labels));
            case "ForImageClassificationWithTeacher" ->
                List.of(new TeacherHead("cls_classifier", "distillation_classifier", labels));
            default -> throw FamilySettings.unsupported("DeiT", architecture);
        };
        return new Blueprint.EncoderOnly(
                Vit.stack(config, List.of(Slot.CLASS_TOKEN, Slot.DISTILLATION_TOKEN), "deit."), heads);
    }
}
