package dev.polyhead.core.model;

import dev.polyhead.core.attention.CacheLayout;
import dev.polyhead.core.attention.CacheSlot;
import dev.polyhead.core.attention.Source;
import dev.polyhead.core.attention.SourcePart;
import dev.polyhead.core.attention.Surroundings;
import dev.polyhead.core.checkpoint.Checkpoint;
import dev.polyhead.core.checkpoint.Weights;
import dev.polyhead.core.layer.Arithmetic;
import dev.polyhead.core.layer.Names;
import dev.polyhead.core.layer.Parameters;
import dev.polyhead.core.onnx.Attributes;
import dev.polyhead.core.onnx.GraphBuilder;
import dev.polyhead.core.onnx.Value;
import dev.polyhead.core.tensor.ElementType;
import dev.polyhead.core.transformer.Head;
import dev.polyhead.core.transformer.PatchInput;
import dev.polyhead.core.transformer.Stack;
import dev.polyhead.core.transformer.StackInputs;
import dev.polyhead.core.transformer.WordInput;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Turns a blueprint and a checkpoint into graphs. */
final class GraphCompiler {
    /** Smallest length of a vector that is normalised, as in the reference. */
    private static final double SMALLEST_LENGTH = 1e-12;

    private final Blueprint blueprint;
    private final Weights weights;
    private final Arithmetic arithmetic;

    GraphCompiler(Checkpoint checkpoint, Blueprint blueprint, Arithmetic arithmetic) {
        this.blueprint = blueprint;
        this.weights = new Weights(checkpoint);
        this.arithmetic = arithmetic;
    }

    Arithmetic arithmetic() {
        return arithmetic;
    }

    /** The ledger of what all graphs so far have read. */
    Weights weights() {
        return weights;
    }

    GraphBuilder compile(GraphRequest request) {
        GraphBuilder g = new GraphBuilder();
        Parameters root = new Parameters(g, weights, Names.of(Map.of()), 0, arithmetic);
        if (blueprint instanceof Blueprint.EncoderOnly model) {
            encoder(root, model, request);
        } else if (blueprint instanceof Blueprint.DecoderOnly model) {
            if (request.part() == GraphRequest.Part.STEP) {
                step(root, model.stack(), model.heads());
            } else {
                decoder(root, model, request);
            }
        } else if (blueprint instanceof Blueprint.EncoderDecoder model) {
            switch (request.part()) {
                case READ -> reader(root, model, request);
                case WRITE -> writer(root, model, request);
                case STEP -> step(root, model.decoder(), model.heads());
            }
        } else if (blueprint instanceof Blueprint.TwoTowers model) {
            new TowerGraph(root, model).emit(request);
        }
        return g;
    }

    private static void encoder(Parameters root, Blueprint.EncoderOnly model, GraphRequest request) {
        Stack stack = request.fullAttention() ? model.stack().withFullAttention() : model.stack();
        Read read = read(
                root,
                stack,
                request,
                GraphNames.ATTENTIONS,
                new Stack.Wanted(request.wants(GraphNames.HIDDEN_STATES), tokens(model.heads(), request)));
        GraphBuilder g = root.g();
        Map<String, Value> outputs = outputs(read, "");
        outputs.put(GraphNames.LAST_HIDDEN_STATE, read.result().last());
        if (request.wanted().contains(GraphNames.MEAN_POOLED)) {
            outputs.put(
                    GraphNames.MEAN_POOLED, normalized(g, mean(g, read.result().last(), read.real())));
        }
        heads(root, model.heads(), read, request, outputs);
        give(g, request, outputs);
    }

    private static void decoder(Parameters root, Blueprint.DecoderOnly model, GraphRequest request) {
        Read read = read(
                root,
                model.stack(),
                request,
                GraphNames.ATTENTIONS,
                new Stack.Wanted(request.wants(GraphNames.HIDDEN_STATES), 0));
        Map<String, Value> outputs = outputs(read, "");
        outputs.put(GraphNames.LAST_HIDDEN_STATE, read.result().last());
        heads(root, model.heads(), read, request, outputs);
        give(root.g(), request, outputs);
    }

    /** The encoder; it gives the decoder's keys and values too, which never change while tokens are written. */
    private static void reader(Parameters root, Blueprint.EncoderDecoder model, GraphRequest request) {
        Read read = read(
                root,
                model.encoder(),
                request,
                "encoder_attentions",
                new Stack.Wanted(request.wants("encoder_hidden_states"), 0));
        Map<String, Value> outputs = outputs(read, "encoder_");
        outputs.put(GraphNames.ENCODER_LAST_HIDDEN_STATE, read.result().last());
        Map<String, ElementType> types = new LinkedHashMap<>();
        Stack decoder = model.decoder();
        List<SourcePart> parts = decoder.sourceParts(root.arithmetic());
        if (request.wanted().contains(parts.get(0).name())) {
            List<Value> values = decoder
                    .sources(decoder.parameters(root), read.result().last())
                    .stream()
                    .flatMap(source -> source.values().stream())
                    .toList();
            for (int i = 0; i < parts.size(); i++) {
                outputs.put(parts.get(i).name(), values.get(i));
                types.put(parts.get(i).name(), parts.get(i).type());
            }
        }
        give(root.g(), request, outputs, types);
    }

    private static void writer(Parameters root, Blueprint.EncoderDecoder model, GraphRequest request) {
        GraphBuilder g = root.g();
        Stack stack = model.decoder();
        Parameters p = stack.parameters(root);
        Value ids = g.input(stack.input().inputName(), ElementType.I64, "batch", "seq");
        Optional<Value> sourceReal = real(g, request, GraphNames.ATTENTION_MASK, "source");
        List<Source> sources = sources(p, stack);
        boolean weights = request.wants("decoder_attentions") || request.wants(GraphNames.CROSS_ATTENTIONS);
        Value positions = stack.input().positions(p, ids);
        Surroundings where = new Surroundings(
                positions,
                g.squeeze(positions, 0),
                real(g, request, GraphNames.DECODER_ATTENTION_MASK, "seq"),
                Optional.empty(),
                Optional.empty(),
                weights);
        Value sourceKey = g.range(g.dimension(sources.get(0).key(), 3));
        Stack.Result result = stack.apply(
                p,
                new StackInputs(ids, Optional.empty()),
                where,
                List.of(),
                sources,
                Optional.of(where.across(sourceKey, sourceReal)),
                new Stack.Wanted(request.wants("decoder_hidden_states"), 0));
        String read = model.encoder().input().inputName();
        Value spoken = request.given().contains(read) ? g.input(read, ElementType.I64, "batch", "source") : ids;
        Read written = new Read(p, stack, spoken, Optional.empty(), result);
        Map<String, Value> outputs = outputs(written, "decoder_");
        for (int layer = 0; layer < result.crossAttentions().size(); layer++) {
            outputs.put(
                    GraphNames.of(GraphNames.CROSS_ATTENTIONS, layer),
                    result.crossAttentions().get(layer));
        }
        outputs.put(GraphNames.LAST_HIDDEN_STATE, result.last());
        heads(root, model.heads(), written, request, outputs);
        give(g, request, outputs);
    }

    /** Some tokens more for every row, over caches that are updated in place; logits after each row's last token. */
    private static void step(Parameters root, Stack stack, List<Head> heads) {
        GraphBuilder g = root.g();
        Parameters p = stack.parameters(root);
        Value ids = g.input(stack.input().inputName(), ElementType.I64, "rows", "seq");
        Value before = g.input(GraphNames.BEFORE, ElementType.I64, "rows");
        Value lastIndex = g.input(GraphNames.LAST_INDEX, ElementType.I64, "rows");
        Value lastPosition = g.input(GraphNames.LAST_POSITION, ElementType.I32, "rows");
        Value longestScalar = g.input(GraphNames.LONGEST, ElementType.I32, 1);
        Value longest = g.cast(longestScalar, ElementType.I64);
        List<Source> sources = stack.config().cross().isPresent() ? sources(p, stack) : List.of();
        List<CacheSlot> caches = new ArrayList<>();
        for (int layer = 0; layer < stack.config().layers(); layer++) {
            caches.add(CacheSlot.declare(
                    g,
                    layer,
                    stack.config().heads(),
                    stack.config().attention().get(layer).kernel()));
        }
        Value steps = g.unsqueeze(g.range(g.dimension(ids, 1)), 0);
        Value positions = g.add(g.unsqueeze(before, 1), steps); // [rows, seq]
        Surroundings where = new Surroundings(
                positions,
                g.range(longest),
                Optional.empty(),
                Optional.empty(),
                Optional.of(new CacheLayout(before, lastPosition, longest, longestScalar)),
                false);
        Optional<Surroundings> across = sources.isEmpty()
                ? Optional.empty()
                : Optional.of(where.across(g.range(g.dimension(sources.get(0).key(), 3)), Optional.empty()));
        Stack.Result result = stack.apply(
                p, new StackInputs(ids, Optional.empty()), where, caches, sources, across, new Stack.Wanted(false, 0));
        Value last = g.op(
                "GatherND",
                Attributes.with("batch_dims", 1),
                result.last(),
                g.unsqueeze(lastIndex, 1)); // [rows, hidden]
        Head.Seen seen = seen(stack, last, ids);
        Value logits = heads.get(0).apply(root, p, seen).get(GraphNames.LOGITS);
        g.output(GraphNames.LOGITS, ElementType.F32, java.util.Objects.requireNonNull(logits));
    }

    private static List<Source> sources(Parameters p, Stack decoder) {
        return IntStream.range(0, decoder.config().layers())
                .mapToObj(layer ->
                        Source.declare(p.g(), p.arithmetic(), decoder.config().heads(), layer))
                .toList();
    }

    /** A stack that was read whole. */
    record Read(Parameters parameters, Stack stack, Value input, Optional<Value> real, Stack.Result result) {}

    static Read read(Parameters root, Stack stack, GraphRequest request, String attentions, Stack.Wanted wanted) {
        GraphBuilder g = root.g();
        Parameters p = stack.parameters(root);
        // Two towers may get as many texts as pictures or not; dimensions of one name would be taken to be equal.
        List<Object> shape = new ArrayList<>(List.of(stack.input() instanceof PatchInput ? "pictures" : "batch"));
        shape.addAll(List.of(stack.input().inputShape()));
        Value main = g.input(stack.input().inputName(), stack.input().inputType(), shape.toArray());
        Optional<Value> real =
                stack.input().maskable() ? real(g, request, GraphNames.ATTENTION_MASK, "seq") : Optional.empty();
        Optional<Value> global = real(g, request, GraphNames.GLOBAL_ATTENTION_MASK, "seq");
        Optional<Value> types = stack.input().typed() && request.given().contains(GraphNames.TOKEN_TYPES)
                ? Optional.of(g.input(GraphNames.TOKEN_TYPES, ElementType.I64, "batch", "seq"))
                : Optional.empty();
        Value positions = stack.input().positions(p, main);
        Surroundings where = new Surroundings(
                positions, g.squeeze(positions, 0), real, global, Optional.empty(), request.wants(attentions));
        Stack.Result result =
                stack.apply(p, new StackInputs(main, types), where, List.of(), List.of(), Optional.empty(), wanted);
        return new Read(p, stack, main, real, result);
    }

    private static Optional<Value> real(GraphBuilder g, GraphRequest request, String name, String seq) {
        if (!request.given().contains(name)) {
            return Optional.empty();
        }
        Value mask = g.input(name, ElementType.I64, "batch", seq);
        return Optional.of(g.op("Greater", mask, g.integer(0)));
    }

    /** How many tokens, from the first on, the wanted outputs look at; 0 for all. */
    private static int tokens(List<Head> heads, GraphRequest request) {
        int most = 0;
        for (String name : request.wanted()) {
            int tokens = heads.stream()
                    .filter(head -> head.outputs().contains(name))
                    .mapToInt(Head::tokens)
                    .findFirst()
                    .orElse(0);
            if (tokens == 0) {
                return 0;
            }
            most = Math.max(most, tokens);
        }
        return most;
    }

    private static Map<String, Value> outputs(Read read, String prefix) {
        Map<String, Value> outputs = new LinkedHashMap<>();
        for (int i = 0; i < read.result().states().size(); i++) {
            outputs.put(
                    GraphNames.of(prefix + GraphNames.HIDDEN_STATES, i),
                    read.result().states().get(i));
        }
        for (int i = 0; i < read.result().attentions().size(); i++) {
            outputs.put(
                    GraphNames.of(prefix + GraphNames.ATTENTIONS, i),
                    read.result().attentions().get(i));
        }
        return outputs;
    }

    private static void heads(
            Parameters root, List<Head> heads, Read read, GraphRequest request, Map<String, Value> outputs) {
        for (Head head : heads) {
            if (head.outputs().stream().anyMatch(request.wanted()::contains)) {
                outputs.putAll(head.apply(
                        root,
                        read.parameters(),
                        seen(read.stack(), read.result().last(), read.input())));
            }
        }
    }

    private static Head.Seen seen(Stack stack, Value last, Value input) {
        int vocabulary = stack.input() instanceof WordInput words ? words.vocabulary() : 0;
        return new Head.Seen(last, input, stack.config().hidden(), vocabulary);
    }

    static void give(GraphBuilder g, GraphRequest request, Map<String, Value> outputs) {
        give(g, request, outputs, Map.of());
    }

    private static void give(
            GraphBuilder g, GraphRequest request, Map<String, Value> outputs, Map<String, ElementType> types) {
        for (String name : request.wanted()) {
            Value value = outputs.get(name);
            if (value == null) {
                throw new IllegalArgumentException(
                        "This model gives no '%s'; it gives %s.".formatted(name, outputs.keySet()));
            }
            g.output(name, types.getOrDefault(name, ElementType.F32), value);
        }
    }

    private static Value mean(GraphBuilder g, Value x, Optional<Value> real) {
        if (real.isEmpty()) {
            return g.op("ReduceMean", Attributes.with("keepdims", 0), x, g.ints(1));
        }
        Value weight = g.cast(g.unsqueeze(real.get(), 2), ElementType.F32); // [batch, seq, 1]
        Attributes flat = Attributes.with("keepdims", 0);
        Value count = g.op("Max", g.op("ReduceSum", flat, weight, g.ints(1)), g.scalar(1e-9));
        return g.div(g.op("ReduceSum", flat, g.mul(x, weight), g.ints(1)), count);
    }

    /** Rows of length one. */
    static Value normalized(GraphBuilder g, Value x) {
        Value length = g.op("ReduceL2", Attributes.with("keepdims", 1), x, g.ints(-1));
        return g.div(x, g.op("Max", length, g.scalar(SMALLEST_LENGTH)));
    }
}
