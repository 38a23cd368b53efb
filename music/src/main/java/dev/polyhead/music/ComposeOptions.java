package dev.polyhead.music;

import org.jspecify.annotations.Nullable;

/**
 * What a piece shall be like. What is null is decided by the checkpoint's {@code generation_config.json}.
 *
 * @param seconds how much music to write, 0.5 to {@value #MAX_SECONDS}; null: as many events as allowed
 * @param maxEvents most events to write, 1 to {@value #MAX_EVENTS}; null: as many as the seconds need. Without both,
 *     {@value #DEFAULT_SECONDS} s are written
 * @param temperature 0 (always the likeliest event) to 5; about 1 is as the model learnt it
 * @param topK draw from so many likeliest events; 0 from all
 * @param topP draw from the likeliest events that hold this much probability, above 0 to 1
 * @param seed the same seed gives the same piece; null for a new one
 * @param candidates how many pieces, 1 to {@value #MAX_CANDIDATES}; candidate {@code n} is the piece of seed + n
 * @param rules what every piece keeps to
 */
public record ComposeOptions(
        @Nullable Double seconds,
        @Nullable Integer maxEvents,
        @Nullable Double temperature,
        @Nullable Integer topK,
        @Nullable Double topP,
        @Nullable Long seed,
        int candidates,
        PlayingRules rules) {
    /** Longest piece that is written at once. */
    public static final int MAX_SECONDS = 600;

    /** Most events that are written at once. */
    public static final int MAX_EVENTS = 20_000;

    /** What is written where neither seconds nor events are given. */
    public static final int DEFAULT_SECONDS = 20;

    /** Most pieces at once. */
    public static final int MAX_CANDIDATES = 4;

    public ComposeOptions {
        check(seconds == null || seconds >= 0.5 && seconds <= MAX_SECONDS, "seconds", seconds, "0.5 to 600");
        check(maxEvents == null || maxEvents >= 1 && maxEvents <= MAX_EVENTS, "maxEvents", maxEvents, "1 to 20000");
        check(temperature == null || temperature >= 0 && temperature <= 5, "temperature", temperature, "0 to 5");
        check(topK == null || topK >= 0, "topK", topK, "0 (all) or more");
        check(topP == null || topP > 0 && topP <= 1, "topP", topP, "more than 0, at most 1");
        check(candidates >= 1 && candidates <= MAX_CANDIDATES, "candidates", candidates, "1 to 4");
    }

    private static void check(boolean holds, String name, @Nullable Object value, String expected) {
        if (!holds) {
            throw new IllegalArgumentException("%s cannot be %s. Give %s.".formatted(name, value, expected));
        }
    }

    /** One piece of so many seconds, everything else as the checkpoint has it. */
    public static ComposeOptions ofSeconds(double seconds) {
        return new ComposeOptions(seconds, null, null, null, null, null, 1, PlayingRules.DEFAULT);
    }

    /** The same with this seed. */
    public ComposeOptions withSeed(long other) {
        return new ComposeOptions(seconds, maxEvents, temperature, topK, topP, other, candidates, rules);
    }

    /** The same with other rules. */
    public ComposeOptions withRules(PlayingRules other) {
        return new ComposeOptions(seconds, maxEvents, temperature, topK, topP, seed, candidates, other);
    }

    /** Seconds to write, {@value #MAX_SECONDS} where only events are given. */
    double secondsWanted() {
        return seconds != null ? seconds : maxEvents != null ? MAX_SECONDS : DEFAULT_SECONDS;
    }

    /** Events to write. */
    int eventsWanted() {
        return maxEvents != null ? maxEvents : MAX_EVENTS;
    }
}
