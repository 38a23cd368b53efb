package dev.polyhead.text;

import dev.polyhead.core.generation.Batcher;
import dev.polyhead.core.generation.BatcherSettings;
import dev.polyhead.core.generation.Cancellation;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Embeds texts of many clients in common batches. Only texts of equal length meet in one, so nothing is padded and a vector
 * is what it is alone, but for the last bit of its floats. A free worker takes what there is at once; while both are busy,
 * company gathers by itself.
 */
public final class SharedEmbedder implements AutoCloseable {
    /** Batches that run at once: one is prepared while the other has the cores. */
    private static final int WORKERS = 2;

    private static final int TEXTS = 64;
    private static final int TOKENS = 8192;

    private final TextEmbedder embedder;
    private final Batcher<TextEmbedder.Reading, float[]> batcher;
    private final AtomicLong calls = new AtomicLong();

    /** What may share a batch: padding would cost, and a skipped prompt takes another output of the model. */
    private record Kind(int length, boolean skips) {
        static Kind of(TextEmbedder.Reading text) {
            return new Kind(text.encoding().length(), text.skipped() > 0);
        }
    }

    /**
     * @param queue most requests that wait; one more is rejected
     * @throws UnsuitableModelException if the model gives no vectors
     */
    public SharedEmbedder(TextModel text, int queue) {
        this.embedder = new TextEmbedder(text);
        this.batcher = new Batcher<>(
                "embed",
                new BatcherSettings(TOKENS, TEXTS, Duration.ZERO, queue, 1, WORKERS),
                reading -> reading.encoding().length(),
                Kind::of,
                embedder::read);
    }

    /**
     * The embedder for one call. Calls take turns, so a single text does not wait for all of a long list.
     *
     * <p>Besides its own, what it embeds throws {@link dev.polyhead.core.generation.RejectedException} if too many wait,
     * and {@link dev.polyhead.core.runtime.Cancelled} once cancelled.
     */
    public TextEmbedder forCall(Cancellation cancellation) {
        String call = "call " + calls.incrementAndGet();
        return embedder.through(texts -> batcher.run(call, List.copyOf(texts), cancellation));
    }

    @Override
    public void close() {
        batcher.close();
    }
}
