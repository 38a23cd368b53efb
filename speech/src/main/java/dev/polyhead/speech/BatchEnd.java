package dev.polyhead.speech;

import dev.polyhead.core.generation.Cancellation;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Ends the work on a batch, in the middle of the encoder too, once nobody waits for any of its windows. */
final class BatchEnd implements AutoCloseable {
    private final Cancellation cancellation = new Cancellation();
    private final List<Cancellation.Registration> registrations = new ArrayList<>();

    BatchEnd(List<WindowTask> batch) {
        AtomicInteger waiting = new AtomicInteger(batch.size());
        for (WindowTask task : batch) {
            registrations.add(task.owner().gone().onCancel(() -> {
                if (waiting.decrementAndGet() == 0) {
                    cancellation.cancel();
                }
            }));
        }
    }

    Cancellation cancellation() {
        return cancellation;
    }

    @Override
    public void close() {
        registrations.forEach(Cancellation.Registration::close);
    }
}
