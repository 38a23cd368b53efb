package dev.polyhead.core.model;

import dev.polyhead.core.attention.SourcePart;
import dev.polyhead.core.checkpoint.Checkpoint;
import dev.polyhead.core.checkpoint.CheckpointException;
import dev.polyhead.core.checkpoint.ConfigJson;
import dev.polyhead.core.checkpoint.Nearest;
import dev.polyhead.core.checkpoint.StoredTensor;
import dev.polyhead.core.generation.Encoded;
import dev.polyhead.core.generation.TokenModel;
import dev.polyhead.core.layer.Arithmetic;
import dev.polyhead.core.onnx.GraphBuilder;
import dev.polyhead.core.runtime.Cuda;
import dev.polyhead.core.runtime.Device;
import dev.polyhead.core.runtime.Precision;
import dev.polyhead.core.runtime.Session;
import dev.polyhead.core.runtime.SessionOptions;
import dev.polyhead.core.tensor.Tensor;
import dev.polyhead.core.transformer.LanguageModelHead;
import dev.polyhead.core.transformer.PatchInput;
import dev.polyhead.core.transformer.SequenceClassifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * A checkpoint that answers. Its graphs are compiled and opened when they are first needed; each serves any number of
 * threads. Holds native memory until closed.
 */
public final class Model implements AutoCloseable {
    private final Checkpoint checkpoint;
    private final Blueprint blueprint;
    private final GraphCompiler compiler;
    private final Signature signature;
    private final Device device;
    private final Precision precision;
    private final int threads;
    private final StageListener stages;
    private final Map<GraphRequest, Session> sessions = new LinkedHashMap<>();
    private boolean closed;

    private Model(
            Checkpoint checkpoint,
            Blueprint blueprint,
            GraphCompiler compiler,
            Device device,
            Precision precision,
            int threads,
            StageListener stages) {
        this.checkpoint = checkpoint;
        this.blueprint = blueprint;
        this.compiler = compiler;
        this.signature = Signature.of(blueprint, compiler.arithmetic());
        this.device = device;
        this.precision = precision;
        this.threads = threads;
        this.stages = stages;
    }

    /**
     * Opens a model folder.
     *
     * @throws CheckpointException if the config or the weights are not what they should be
     */
    public static Model open(Path folder, ModelOptions options) {
        return open(folder, options, StageListener.NONE);
    }

    /**
     * Opens a model folder, and has its runs measured.
     *
     * @throws CheckpointException if the config or the weights are not what they should be
     */
    public static Model open(Path folder, ModelOptions options, StageListener stages) {
        Checkpoint checkpoint = Checkpoint.open(folder);
        Quantization.check(checkpoint);
        ModelFamily family = Families.of(checkpoint);
        Device device = Cuda.resolve(options.device());
        try {
            Blueprint blueprint = family.read(checkpoint);
            Precision precision = resolve(options.precision(), device, checkpoint, blueprint);
            GraphCompiler compiler = new GraphCompiler(
                    checkpoint, blueprint, precision == Precision.INT8 ? Arithmetic.INT8 : Arithmetic.FLOAT);
            Model model = new Model(checkpoint, blueprint, compiler, device, precision, options.threads(), stages);
            model.checkEveryTensor(family.ignored());
            return model;
        } catch (IllegalArgumentException e) {
            throw new CheckpointException("config.json of '%s': %s".formatted(folder, e.getMessage()), e);
        }
    }

    private static Precision resolve(Precision asked, Device device, Checkpoint checkpoint, Blueprint blueprint) {
        if (asked == Precision.FP16) {
            throw new IllegalArgumentException(
                    "fp16 is not supported: CPUs emulate it at a sixth of the speed. Use fp32 or int8.");
        }
        if (asked == Precision.INT8 && device == Device.CUDA) {
            throw new IllegalArgumentException("int8 runs on the CPU only. Use fp32 with CUDA.");
        }
        if (asked != Precision.AUTO) {
            return asked;
        }
        boolean integers = device == Device.CPU && Quantization.hasIntegers(checkpoint);
        return integers && !readsPictures(blueprint) ? Precision.INT8 : Precision.FP32;
    }

    /** Picture models did not pass the gate for int8: vit-caltech101 orders 4 % of its labels otherwise. */
    private static boolean readsPictures(Blueprint blueprint) {
        return blueprint instanceof Blueprint.TwoTowers
                || blueprint instanceof Blueprint.EncoderOnly model
                        && model.stack().input() instanceof PatchInput;
    }

    /** Compiles every graph once, which costs no more than writing it down, so that the ledger is complete. */
    private void checkEveryTensor(List<String> ignored) {
        for (GraphRequest request : signature.everything()) {
            compiler.compile(request);
        }
        compiler.weights().checkAllRead(ignored.stream().map(Pattern::compile).toList());
    }

    /** Where the checkpoint lies. */
    public Path folder() {
        return checkpoint.folder();
    }

    public ConfigJson config() {
        return checkpoint.config();
    }

    public String modelType() {
        return config().text("model_type");
    }

    /** What its linear layers compute in; never {@link Precision#AUTO}. */
    public Precision precision() {
        return precision;
    }

    /** Threads of one operator; 0 for one a core. */
    public int threads() {
        return threads;
    }

    /** Where it runs; never {@link Device#AUTO}. */
    public Device device() {
        return device;
    }

    /** What it is made of. */
    public Blueprint blueprint() {
        return blueprint;
    }

    /** Bytes of its weights in the file. */
    public long bytes() {
        return checkpoint.tensors().values().stream()
                .mapToLong(StoredTensor::length)
                .sum();
    }

    /** Names of what it takes. */
    public Set<String> inputs() {
        return signature.inputs();
    }

    /** Names of what it gives. */
    public Set<String> outputs() {
        return signature.outputs();
    }

    /** Runs the model for everything it gives but attention weights. */
    public Map<String, Tensor> run(Map<String, Tensor> inputs) {
        Set<String> wanted = new TreeSet<>();
        for (String name : signature.givenBy(inputs.keySet())) {
            if (!name.contains("attentions.")) {
                wanted.add(name);
            }
        }
        return run(inputs, wanted);
    }

    /**
     * Runs the model.
     *
     * @param inputs by their Hugging Face names; leave the mask out where nothing is padded
     * @param outputs names of what is wanted
     * @throws IllegalArgumentException if a name is unknown or an input does not fit
     */
    public Map<String, Tensor> run(Map<String, Tensor> inputs, Set<String> outputs) {
        checkNames(inputs.keySet(), outputs);
        long started = System.nanoTime();
        Map<String, Tensor> results = blueprint instanceof Blueprint.EncoderDecoder model
                ? runBoth(model, inputs, outputs)
                : runOne(inputs, outputs);
        Tensor any = inputs.values().iterator().next();
        stages.ran(StageListener.Stage.READ, any.dimension(0), tokens(inputs), System.nanoTime() - started);
        return results;
    }

    /** Token positions of inputs; 0 where nothing is a token. */
    static long tokens(Map<String, Tensor> inputs) {
        return inputs.values().stream()
                .filter(tensor -> tensor.shape().length == 2)
                .mapToLong(tensor -> (long) tensor.dimension(0) * tensor.dimension(1))
                .max()
                .orElse(0);
    }

    private Map<String, Tensor> runOne(Map<String, Tensor> inputs, Set<String> outputs) {
        InputCheck.check(blueprint, inputs);
        Map<String, Tensor> all = withGlobals(inputs);
        boolean fullAttention = signature.takesFullAttention(all);
        return session(new GraphRequest(GraphRequest.Part.READ, all.keySet(), outputs, fullAttention))
                .run(all);
    }

    private Map<String, Tensor> withGlobals(Map<String, Tensor> inputs) {
        if (inputs.containsKey(GraphNames.GLOBAL_ATTENTION_MASK)
                || !(blueprint instanceof Blueprint.EncoderOnly model)
                || model.globals().isEmpty()) {
            return inputs;
        }
        Tensor main = Objects.requireNonNull(inputs.get(model.stack().input().inputName()));
        Map<String, Tensor> all = new LinkedHashMap<>(inputs);
        all.put(GraphNames.GLOBAL_ATTENTION_MASK, model.globals().get().mark(main));
        return all;
    }

    private void checkNames(Set<String> inputs, Set<String> outputs) {
        for (String name : inputs) {
            if (!inputs().contains(name)) {
                throw new IllegalArgumentException("This model takes no input '%s'. It takes %s; nearest: %s."
                        .formatted(name, inputs(), Nearest.to(name, inputs())));
            }
        }
        Set<String> given = signature.givenBy(inputs);
        for (String name : outputs) {
            if (!given.contains(name)) {
                throw new IllegalArgumentException(
                        "From %s this model gives no '%s'. It gives %s.".formatted(new TreeSet<>(inputs), name, given));
            }
        }
    }

    private Map<String, Tensor> runBoth(
            Blueprint.EncoderDecoder model, Map<String, Tensor> inputs, Set<String> outputs) {
        InputCheck.check(blueprint, inputs);
        Set<String> ofEncoder = new TreeSet<>();
        Set<String> ofDecoder = new TreeSet<>();
        for (String name : outputs) {
            (name.startsWith("encoder_") ? ofEncoder : ofDecoder).add(name);
        }
        Map<String, Tensor> forEncoder = new LinkedHashMap<>(inputs);
        forEncoder.keySet().removeAll(Set.of(signature.decoderInput(), GraphNames.DECODER_ATTENTION_MASK));
        if (!ofDecoder.isEmpty()) {
            signature.sources().forEach(part -> ofEncoder.add(part.name()));
        }
        Map<String, Tensor> results = new LinkedHashMap<>(
                session(new GraphRequest(GraphRequest.Part.READ, forEncoder.keySet(), ofEncoder, false))
                        .run(forEncoder));
        if (!ofDecoder.isEmpty()) {
            Map<String, Tensor> forDecoder = new LinkedHashMap<>();
            forDecoder.put(signature.decoderInput(), decoderIds(model, inputs));
            for (String mask : List.of(GraphNames.ATTENTION_MASK, GraphNames.DECODER_ATTENTION_MASK)) {
                Tensor given = inputs.get(mask);
                if (given != null) {
                    forDecoder.put(mask, given);
                }
            }
            if (model.heads().stream().anyMatch(SequenceClassifier.class::isInstance)) {
                // Which token speaks for the whole is decided by what was read, not by what is written about it.
                String read = model.encoder().input().inputName();
                forDecoder.put(read, Objects.requireNonNull(inputs.get(read)));
            }
            Set<String> told = new TreeSet<>(forDecoder.keySet());
            for (SourcePart part : signature.sources()) {
                forDecoder.put(part.name(), results.remove(part.name()));
            }
            results.putAll(session(new GraphRequest(GraphRequest.Part.WRITE, told, ofDecoder, false))
                    .run(forDecoder));
        }
        return results;
    }

    private Tensor decoderIds(Blueprint.EncoderDecoder model, Map<String, Tensor> inputs) {
        Tensor given = inputs.get(signature.decoderInput());
        if (given != null) {
            return given;
        }
        Tensor source =
                Objects.requireNonNull(inputs.get(model.encoder().input().inputName()));
        return model.ownInput().orElseThrow().apply(source);
    }

    /**
     * Runs the decoder over whole rows about an encoder's output, for what a step does not give: attention weights, or
     * logits at every position.
     *
     * @param source from {@link TokenModel#encode}; as many items as there are rows
     * @param ids {@code [rows, seq]}
     */
    public Map<String, Tensor> write(Encoded source, Tensor ids, Set<String> outputs) {
        EncodedSource encoded = (EncodedSource) source;
        Map<String, Tensor> inputs = Map.of(signature.decoderInput(), ids);
        Session session = session(new GraphRequest(GraphRequest.Part.WRITE, inputs.keySet(), outputs, false));
        long started = System.nanoTime();
        Map<String, Tensor> results = session.run(inputs, encoded.tensors(), outputs);
        stages.ran(StageListener.Stage.REVIEW, ids.dimension(0), tokens(inputs), System.nanoTime() - started);
        return results;
    }

    /** The keys and values that its encoder gives its decoder. */
    List<SourcePart> sources() {
        return signature.sources();
    }

    /** Whether it writes tokens. */
    public boolean generates() {
        return decoderHeads().stream().anyMatch(LanguageModelHead.class::isInstance);
    }

    private List<?> decoderHeads() {
        if (blueprint instanceof Blueprint.DecoderOnly model) {
            return model.heads();
        }
        return blueprint instanceof Blueprint.EncoderDecoder model ? model.heads() : List.of();
    }

    /**
     * The model as one that writes tokens.
     *
     * @throws IllegalArgumentException if it does not
     */
    public TokenModel tokens() {
        if (!generates()) {
            throw new IllegalArgumentException(
                    "A model of type \"%s\" with the architectures %s writes no text. Take one with a language model head."
                            .formatted(modelType(), config().texts("architectures")));
        }
        return new StackTokenModel(this, blueprint, stages);
    }

    /** How the attentions of the graph for these inputs were lowered. */
    public List<String> explain(Set<String> inputs) {
        List<String> decisions = new ArrayList<>();
        for (GraphRequest request : signature.everything()) {
            GraphBuilder g = compiler.compile(new GraphRequest(
                    request.part(),
                    request.part() == GraphRequest.Part.READ ? inputs : request.given(),
                    request.wanted().stream()
                            .filter(name -> !name.contains("attentions."))
                            .collect(java.util.stream.Collectors.toSet()),
                    request.fullAttention()));
            g.decisions().stream().distinct().forEach(d -> decisions.add(request.part() + " " + d));
        }
        return decisions;
    }

    Session session(GraphRequest request) {
        synchronized (sessions) {
            if (closed) {
                throw new IllegalStateException("The model in '" + folder() + "' is closed.");
            }
            Session session = sessions.get(request);
            if (session == null) {
                // Graphs for looking inside are rare: they share the file's pages rather than hold a copy of their own.
                boolean rare = request.wanted().stream().anyMatch(name -> name.contains("attentions."));
                SessionOptions options =
                        new SessionOptions(device, threads, !rare, request.part() == GraphRequest.Part.STEP);
                session = Session.open(compiler.compile(request).build(), options);
                sessions.put(request, session);
            }
            return session;
        }
    }

    @Override
    public void close() {
        synchronized (sessions) {
            closed = true;
            sessions.values().forEach(Session::close);
            sessions.clear();
        }
    }
}
