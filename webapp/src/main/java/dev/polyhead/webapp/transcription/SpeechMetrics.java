package dev.polyhead.webapp.transcription;

import dev.polyhead.speech.Transcriber;
import dev.polyhead.speech.Transcript;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;

/** How fast speech is recognised, by model; an id of a model comes from the pool, never from a request. */
final class SpeechMetrics {
    private static final double NANOS = 1e9;

    private final MeterRegistry metrics;

    /** Those that are loaded; one that nobody uses any more is forgotten with its model. */
    private final Set<Transcriber> transcribers =
            Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    SpeechMetrics(MeterRegistry metrics) {
        this.metrics = metrics;
        Gauge.builder("polyhead.speech.waiting", this, SpeechMetrics::waiting)
                .description("Windows of recordings that wait for a batch")
                .register(metrics);
    }

    /** A transcriber whose queue counts from now on. */
    void uses(Transcriber transcriber) {
        transcribers.add(transcriber);
    }

    private int waiting() {
        synchronized (transcribers) {
            return transcribers.stream().mapToInt(Transcriber::waiting).sum();
        }
    }

    /** Until the model was there. */
    void waited(String model, long nanos) {
        stage("queue", model).record(Duration.ofNanos(nanos));
    }

    /** Until the sound could be read: its container opened, its language chosen. */
    void opened(String model, long nanos) {
        stage("decode", model).record(Duration.ofNanos(nanos));
    }

    /** From the first window to the last word. */
    void recognised(String model, Transcript transcript, long nanos) {
        stage("recognise", model).record(Duration.ofNanos(nanos));
        metrics.counter("polyhead.speech.audio.seconds", "model", model).increment(transcript.duration());
        if (nanos > 0) {
            DistributionSummary.builder("polyhead.speech.realtime.factor")
                    .description("Seconds of sound recognised in a second")
                    .tag("model", model)
                    .register(metrics)
                    .record(transcript.duration() / (nanos / NANOS));
        }
    }

    private Timer stage(String stage, String model) {
        return Timer.builder("polyhead.speech.stage")
                .description("Time of a recording in each stage")
                .tags("stage", stage, "model", model)
                .register(metrics);
    }
}
