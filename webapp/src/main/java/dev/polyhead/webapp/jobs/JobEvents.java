package dev.polyhead.webapp.jobs;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * What happens in running jobs, as server-sent events. Who connects late, or again with {@code Last-Event-ID}, is told
 * everything first but what has been replaced since.
 */
@Component
class JobEvents {
    private final Map<UUID, Channel> channels = new ConcurrentHashMap<>();

    /** Tells all listeners of a job. */
    void publish(UUID job, String name, Object data) {
        channels.computeIfAbsent(job, id -> new Channel()).publish(name, data);
    }

    /** Tells all listeners something that replaces what was said under this name before. */
    void publishLatest(UUID job, String name, Object data) {
        channels.computeIfAbsent(job, id -> new Channel()).publishLatest(name, data);
    }

    /** Tells all listeners how the job stands; if it is at rest, that was the last event. */
    void publish(Job job) {
        Channel channel = channels.computeIfAbsent(job.id(), id -> new Channel());
        channel.publishLatest("job", job);
        if (isAtRest(job)) {
            channels.remove(job.id());
            channel.complete();
        }
    }

    /**
     * Listens to a job.
     *
     * @param standing gives the job as it stands when asked: the first event
     * @param after id of the last event the client has seen; 0 for none
     */
    SseEmitter listen(Supplier<Job> standing, long after) {
        SseEmitter emitter = new SseEmitter(0L);
        JobListener listener = new JobListener(emitter);
        Job job = standing.get();
        listener.send(new JobEvent(0, "job", job));
        if (isAtRest(job)) {
            listener.complete();
            return emitter;
        }
        Channel channel = channels.computeIfAbsent(job.id(), id -> new Channel());
        emitter.onCompletion(() -> channel.remove(listener));
        emitter.onError(error -> channel.remove(listener));
        channel.add(listener, after);
        // It may have come to rest after it was asked for and before anybody listened.
        Job now = standing.get();
        if (isAtRest(now)) {
            publish(now);
        }
        return emitter;
    }

    /** Jobs that somebody listens to here. */
    Set<UUID> listened() {
        return channels.entrySet().stream()
                .filter(channel -> channel.getValue().isHeard())
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    private static boolean isAtRest(Job job) {
        return job.state().isOver() || job.state() == JobState.PAUSED;
    }

    /** A comment now and then keeps proxies from hanging up and finds out which clients have gone. */
    @Scheduled(fixedDelay = 15_000)
    void keepAlive() {
        channels.values().forEach(Channel::keepAlive);
    }

    /** The events of one job, and who listens. */
    private static final class Channel {
        private final List<JobEvent> past = new ArrayList<>();
        private final List<JobListener> listeners = new ArrayList<>();
        private final Map<String, JobEvent> latest = new LinkedHashMap<>();
        private long count;

        synchronized void publish(String name, Object data) {
            JobEvent event = new JobEvent(++count, name, data);
            past.add(event);
            listeners.forEach(listener -> listener.send(event));
        }

        synchronized void publishLatest(String name, Object data) {
            JobEvent event = new JobEvent(++count, name, data);
            latest.put(name, event);
            listeners.forEach(listener -> listener.send(event));
        }

        synchronized void add(JobListener listener, long after) {
            past.stream().filter(event -> event.id() > after).forEach(listener::send);
            latest.values().stream()
                    .filter(event -> !event.name().equals("job"))
                    .forEach(listener::send);
            listeners.add(listener);
        }

        synchronized void remove(JobListener listener) {
            listeners.remove(listener);
        }

        synchronized boolean isHeard() {
            return !listeners.isEmpty();
        }

        synchronized void keepAlive() {
            listeners.forEach(JobListener::keepAlive);
        }

        synchronized void complete() {
            listeners.forEach(JobListener::complete);
            listeners.clear();
        }
    }
}
