package dev.polyhead.core.model;

import dev.polyhead.core.attention.SourcePart;
import dev.polyhead.core.generation.Cancellation;
import dev.polyhead.core.generation.Decoding;
import dev.polyhead.core.generation.Encoded;
import dev.polyhead.core.generation.TokenModel;
import dev.polyhead.core.runtime.Interruption;
import dev.polyhead.core.runtime.NativeTensor;
import dev.polyhead.core.runtime.Session;
import dev.polyhead.core.tensor.Tensor;
import dev.polyhead.core.transformer.Stack;
import dev.polyhead.core.transformer.WordInput;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A model as the token loop sees it. */
final class StackTokenModel implements TokenModel {
    /**
     * Tokens from which an item fills the cores by itself. Several at once would only push each other's activations out
     * of the processor's cache.
     */
    private static final int LONG_ITEM = 512;

    private final Model model;
    private final Stack decoder;
    private final Optional<Stack> encoder;
    private final StageListener stages;

    StackTokenModel(Model model, Blueprint blueprint, StageListener stages) {
        this.model = model;
        this.stages = stages;
        if (blueprint instanceof Blueprint.EncoderDecoder both) {
            this.decoder = both.decoder();
            this.encoder = Optional.of(both.encoder());
        } else {
            this.decoder = ((Blueprint.DecoderOnly) blueprint).stack();
            this.encoder = Optional.empty();
        }
    }

    @Override
    public int vocabulary() {
        return ((WordInput) decoder.input()).vocabulary();
    }

    @Override
    public int contextLength() {
        return decoder.input().longest();
    }

    @Override
    public boolean hasEncoder() {
        return encoder.isPresent();
    }

    @Override
    public Encoded encode(Map<String, Tensor> inputs, Cancellation cancellation) {
        Stack stack = encoder.orElseThrow(() -> new IllegalArgumentException("This model has no encoder."));
        InputCheck.check(stack, inputs);
        Tensor main = Objects.requireNonNull(inputs.get(stack.input().inputName()));
        int batch = main.dimension(0);
        int length = stack.input() instanceof WordInput
                ? main.dimension(1)
                : stack.input().longest();
        Map<String, NativeTensor> places = new LinkedHashMap<>();
        for (SourcePart part : model.sources()) {
            places.put(part.name(), NativeTensor.allocate(part.type(), part.shape(batch, length)));
        }
        EncodedSource encoded = new EncodedSource(places, batch);
        Session session =
                model.session(new GraphRequest(GraphRequest.Part.READ, inputs.keySet(), places.keySet(), false));
        long started = System.nanoTime();
        try (Interruption interruption = new Interruption();
                Cancellation.Registration told = cancellation.onCancel(interruption::ask)) {
            if (batch > 1 && length >= LONG_ITEM) {
                for (int i = 0; i < batch; i++) {
                    runItem(session, inputs, places, i, interruption);
                }
            } else {
                session.run(inputs, Map.of(), places, interruption);
            }
            stages.ran(StageListener.Stage.ENCODE, batch, Model.tokens(inputs), System.nanoTime() - started);
            return encoded;
        } catch (RuntimeException e) {
            encoded.close();
            throw e;
        }
    }

    private static void runItem(
            Session session,
            Map<String, Tensor> inputs,
            Map<String, NativeTensor> places,
            int item,
            Interruption interruption) {
        Map<String, Tensor> given = new LinkedHashMap<>();
        inputs.forEach((name, tensor) -> given.put(name, tensor.item(item)));
        Map<String, NativeTensor> part = new LinkedHashMap<>();
        places.forEach((name, tensor) -> part.put(name, tensor.item(item)));
        try {
            session.run(given, Map.of(), part, interruption);
        } finally {
            part.values().forEach(NativeTensor::close);
        }
    }

    @Override
    public Decoding begin(@Nullable Encoded source, int rows, int capacity) {
        if (hasEncoder() != (source != null)) {
            throw new IllegalArgumentException(
                    hasEncoder() ? "This model writes about an encoder's output." : "This model has no encoder.");
        }
        Session session = model.session(new GraphRequest(GraphRequest.Part.STEP, Set.of(), Set.of(), false));
        return new CachedDecoding(
                session, stages, decoder, vocabulary(), Optional.ofNullable((EncodedSource) source), rows, capacity);
    }
}
