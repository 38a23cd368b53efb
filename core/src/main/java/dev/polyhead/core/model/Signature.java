package dev.polyhead.core.model;

import dev.polyhead.core.attention.AttentionKernel;
import dev.polyhead.core.attention.BandedSoftmax;
import dev.polyhead.core.attention.SourcePart;
import dev.polyhead.core.layer.Arithmetic;
import dev.polyhead.core.tensor.Tensor;
import dev.polyhead.core.transformer.Head;
import dev.polyhead.core.transformer.LanguageModelHead;
import dev.polyhead.core.transformer.Stack;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What a model takes and gives, under Hugging Face's names. */
sealed interface Signature {
    Set<String> inputs();

    /** All it can give. */
    Set<String> outputs();

    /** What it can give from some inputs. */
    default Set<String> givenBy(Set<String> inputs) {
        return outputs();
    }

    /** Graphs that together read every tensor. */
    List<GraphRequest> everything();

    default String decoderInput() {
        throw new IllegalStateException("This model has no decoder beside its encoder.");
    }

    /** The keys and values that an encoder gives its decoder. */
    default List<SourcePart> sources() {
        return List.of();
    }

    default boolean takesFullAttention(Map<String, Tensor> inputs) {
        return false;
    }

    static Signature of(Blueprint blueprint, Arithmetic arithmetic) {
        if (blueprint instanceof Blueprint.EncoderOnly model) {
            return new Alone(model.stack(), model.heads(), true, false);
        }
        if (blueprint instanceof Blueprint.DecoderOnly model) {
            boolean writes = model.heads().stream().anyMatch(LanguageModelHead.class::isInstance);
            return new Alone(model.stack(), model.heads(), false, writes);
        }
        if (blueprint instanceof Blueprint.EncoderDecoder model) {
            return new Pair(model, arithmetic);
        }
        return new Towers((Blueprint.TwoTowers) blueprint);
    }

    private static Set<String> inputsOf(Stack stack) {
        Set<String> names = new TreeSet<>();
        names.add(stack.input().inputName());
        if (stack.input().maskable()) {
            names.add(GraphNames.ATTENTION_MASK);
        }
        if (stack.input().typed()) {
            names.add(GraphNames.TOKEN_TYPES);
        }
        if (kernel(stack) instanceof BandedSoftmax) {
            names.add(GraphNames.GLOBAL_ATTENTION_MASK);
        }
        return names;
    }

    private static AttentionKernel kernel(Stack stack) {
        return stack.config().attention().get(0).kernel();
    }

    private static void addStates(Set<String> names, Stack stack, String prefix) {
        for (int i = 0; i <= stack.config().layers(); i++) {
            names.add(GraphNames.of(prefix + GraphNames.HIDDEN_STATES, i));
        }
        addLayers(names, stack, prefix + GraphNames.ATTENTIONS);
    }

    private static void addLayers(Set<String> names, Stack stack, String kind) {
        for (int i = 0; i < stack.config().layers(); i++) {
            names.add(GraphNames.of(kind, i));
        }
    }

    private static Set<String> withoutAttentions(Set<String> names) {
        Set<String> left = new TreeSet<>(names);
        left.removeIf(name -> name.contains("attentions."));
        return left;
    }

    /** An encoder or a decoder alone. */
    record Alone(Stack stack, List<Head> heads, boolean encoder, boolean steps) implements Signature {
        @Override
        public Set<String> inputs() {
            return inputsOf(stack);
        }

        @Override
        public Set<String> outputs() {
            Set<String> names = new TreeSet<>();
            names.add(GraphNames.LAST_HIDDEN_STATE);
            if (encoder && stack.input().maskable()) {
                names.add(GraphNames.MEAN_POOLED);
            }
            heads.forEach(head -> names.addAll(head.outputs()));
            addStates(names, stack, "");
            return names;
        }

        @Override
        public List<GraphRequest> everything() {
            List<GraphRequest> graphs = new ArrayList<>();
            graphs.add(new GraphRequest(GraphRequest.Part.READ, inputs(), withoutAttentions(outputs()), false));
            if (steps) {
                graphs.add(new GraphRequest(GraphRequest.Part.STEP, Set.of(), Set.of(), false));
            }
            return graphs;
        }

        @Override
        public boolean takesFullAttention(Map<String, Tensor> inputs) {
            Tensor main = inputs.get(stack.input().inputName());
            return main != null && main.dimension(1) <= stack.config().fullUpTo();
        }
    }

    /** An encoder and a decoder. */
    record Pair(Blueprint.EncoderDecoder model, Arithmetic arithmetic) implements Signature {
        @Override
        public Set<String> inputs() {
            Set<String> names = inputsOf(model.encoder());
            names.add(decoderInput());
            names.add(GraphNames.DECODER_ATTENTION_MASK);
            return names;
        }

        @Override
        public String decoderInput() {
            return model.decoder().input().inputName();
        }

        @Override
        public List<SourcePart> sources() {
            return model.decoder().sourceParts(arithmetic);
        }

        @Override
        public Set<String> outputs() {
            Set<String> names = ofEncoder();
            names.addAll(ofDecoder());
            return names;
        }

        @Override
        public Set<String> givenBy(Set<String> inputs) {
            return inputs.contains(decoderInput()) || model.ownInput().isPresent() ? outputs() : ofEncoder();
        }

        private Set<String> ofEncoder() {
            Set<String> names = new TreeSet<>();
            names.add(GraphNames.ENCODER_LAST_HIDDEN_STATE);
            addStates(names, model.encoder(), "encoder_");
            return names;
        }

        private Set<String> ofDecoder() {
            Set<String> names = new TreeSet<>();
            names.add(GraphNames.LAST_HIDDEN_STATE);
            model.heads().forEach(head -> names.addAll(head.outputs()));
            addStates(names, model.decoder(), "decoder_");
            addLayers(names, model.decoder(), GraphNames.CROSS_ATTENTIONS);
            return names;
        }

        @Override
        public List<GraphRequest> everything() {
            Set<String> read = withoutAttentions(ofEncoder());
            sources().forEach(part -> read.add(part.name()));
            List<GraphRequest> graphs = new ArrayList<>(List.of(
                    new GraphRequest(GraphRequest.Part.READ, inputsOf(model.encoder()), read, false),
                    new GraphRequest(
                            GraphRequest.Part.WRITE, Set.of(decoderInput()), withoutAttentions(ofDecoder()), false)));
            if (model.heads().stream().anyMatch(LanguageModelHead.class::isInstance)) {
                graphs.add(new GraphRequest(GraphRequest.Part.STEP, Set.of(), Set.of(), false));
            }
            return graphs;
        }
    }

    /** Two encoders, or one of them. */
    record Towers(Blueprint.TwoTowers model) implements Signature {
        @Override
        public Set<String> inputs() {
            Set<String> names = new TreeSet<>();
            model.text().ifPresent(tower -> names.addAll(inputsOf(tower.stack())));
            model.image().ifPresent(tower -> names.addAll(inputsOf(tower.stack())));
            return names;
        }

        @Override
        public Set<String> outputs() {
            return givenBy(inputs());
        }

        @Override
        public Set<String> givenBy(Set<String> inputs) {
            Set<String> names = new TreeSet<>();
            boolean text = model.text()
                    .filter(tower -> inputs.contains(tower.stack().input().inputName()))
                    .isPresent();
            boolean image = model.image()
                    .filter(tower -> inputs.contains(tower.stack().input().inputName()))
                    .isPresent();
            if (text) {
                addTower(names, model.text().get(), "text", TowerGraph.TEXT_EMBEDS);
            }
            if (image) {
                addTower(names, model.image().get(), "vision", TowerGraph.IMAGE_EMBEDS);
            }
            if (text && image && model.scale().isPresent()) {
                names.add(TowerGraph.LOGITS_PER_IMAGE);
                names.add(TowerGraph.LOGITS_PER_TEXT);
            }
            return names;
        }

        private void addTower(Set<String> names, Tower tower, String kind, String embeds) {
            names.add(kind + "_last_hidden_state");
            names.add(kind + "_pooler_output");
            if (model.meets(tower)) {
                names.add(embeds);
            }
            addStates(names, tower.stack(), kind + "_");
        }

        @Override
        public List<GraphRequest> everything() {
            return List.of(new GraphRequest(GraphRequest.Part.READ, inputs(), withoutAttentions(outputs()), false));
        }
    }
}
