package dev.polyhead.core.model;

import dev.polyhead.core.layer.Parameters;
import dev.polyhead.core.onnx.Attributes;
import dev.polyhead.core.onnx.GraphBuilder;
import dev.polyhead.core.onnx.Value;
import dev.polyhead.core.tensor.ElementType;
import dev.polyhead.core.transformer.Stack;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Two encoders into a common space, and how near their answers are.
 *
 * @param root the whole checkpoint
 */
record TowerGraph(Parameters root, Blueprint.TwoTowers model) {
    static final String TEXT_EMBEDS = "text_embeds";
    static final String IMAGE_EMBEDS = "image_embeds";
    static final String LOGITS_PER_IMAGE = "logits_per_image";
    static final String LOGITS_PER_TEXT = "logits_per_text";
    private static final String LAST = "_last_hidden_state";

    void emit(GraphRequest request) {
        GraphBuilder g = root.g();
        Map<String, Value> outputs = new LinkedHashMap<>();
        model.text()
                .filter(tower -> request.given().contains(tower.stack().input().inputName()))
                .ifPresent(tower -> embed(tower, request, "text", TEXT_EMBEDS, outputs));
        model.image()
                .filter(tower -> request.given().contains(tower.stack().input().inputName()))
                .ifPresent(tower -> embed(tower, request, "vision", IMAGE_EMBEDS, outputs));
        Value text = outputs.get(TEXT_EMBEDS);
        Value image = outputs.get(IMAGE_EMBEDS);
        if (text != null && image != null && model.scale().isPresent()) {
            Value scale = g.op("Exp", number(model.scale().get()));
            Value cosine = g.fused("FusedMatMul", Attributes.with("transB", 1), image, text);
            Value scaled = g.mul(cosine, scale);
            Value perImage =
                    model.bias().map(name -> g.add(scaled, number(name))).orElse(scaled);
            outputs.put(LOGITS_PER_IMAGE, perImage);
            outputs.put(LOGITS_PER_TEXT, g.transpose(perImage, 1, 0));
        }
        GraphCompiler.give(g, request, outputs);
    }

    /** One number, which CLIP keeps as {@code []} and SigLIP as {@code [1]}. */
    private Value number(String name) {
        boolean scalar = root.weights().get(name).shape().isEmpty();
        return scalar ? root.vector(name) : root.vector(name, 1);
    }

    private void embed(Tower tower, GraphRequest request, String kind, String name, Map<String, Value> outputs) {
        boolean states = request.wants(kind + "_hidden_states");
        boolean all = states
                || request.wants(kind + "_attentions")
                || request.wanted().contains(kind + LAST);
        int tokens = all ? 0 : tower.pooling().tokens();
        GraphCompiler.Read read = GraphCompiler.read(
                root, tower.stack(), request, kind + "_attentions", new Stack.Wanted(states, tokens));
        for (int i = 0; i < read.result().states().size(); i++) {
            outputs.put(kind + "_hidden_states." + i, read.result().states().get(i));
        }
        for (int i = 0; i < read.result().attentions().size(); i++) {
            outputs.put(kind + "_attentions." + i, read.result().attentions().get(i));
        }
        int hidden = tower.stack().config().hidden();
        Value pooled = pooled(tower, read);
        outputs.put(kind + LAST, read.result().last());
        outputs.put(kind + "_pooler_output", pooled);
        if (model.meets(tower)) {
            Value projected = tower.projection()
                    .map(layer -> root.linear(layer, hidden, tower.dimensions(), false)
                            .apply(pooled))
                    .orElse(pooled);
            // As the reference: of unit length where both towers meet, as it comes where one stands alone.
            outputs.put(name, model.scale().isPresent() ? GraphCompiler.normalized(root.g(), projected) : projected);
        }
    }

    private Value pooled(Tower tower, GraphCompiler.Read read) {
        GraphBuilder g = root.g();
        Value last = read.result().last();
        if (tower.pooling() instanceof Tower.Pooling.FirstNormed first) {
            Value token = g.gather(last, g.integer(0), 1);
            return read.parameters()
                    .norm(
                            first.norm(),
                            tower.stack().config().norm(),
                            tower.stack().config().hidden())
                    .apply(token);
        }
        if (tower.pooling() instanceof Tower.Pooling.Last end) {
            return read.parameters()
                    .linear(end.head(), tower.stack().config().hidden(), tower.dimensions(), true)
                    .apply(g.gather(last, g.integer(-1), 1));
        }
        if (tower.pooling() instanceof Tower.Pooling.Probe probe) {
            return new ProbeGraph(read.parameters(), probe.head(), tower.stack().config()).apply(last);
        }
        int end = ((Tower.Pooling.End) tower.pooling()).id();
        Value marks = end == 2 ? read.input() : g.cast(g.op("Equal", read.input(), g.integer(end)), ElementType.I64);
        Value place = g.op("ArgMax", Attributes.with("axis", 1).and("keepdims", 1), marks); // [batch, 1]
        return g.op("GatherND", Attributes.with("batch_dims", 1), last, place);
    }
}
