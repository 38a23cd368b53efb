package dev.polyhead.music;

import dev.polyhead.core.generation.LogitsRule;
import dev.polyhead.core.generation.TokenListener;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One piece while it is being written: keeps it playable, hears every event, and says when it is complete. */
final class PieceInProgress implements LogitsRule, TokenListener {
    private final int candidate;
    private final NoteEvents vocabulary;
    private final CompositionListener listener;
    private final MidiGrammar grammar;
    private final DegenerationWatch watch;
    private final Player player;
    private final int given;
    private final int endStep;
    private final boolean endsInTrouble;
    private final int eventsWanted;
    private int[] ids;
    private int length;
    private @Nullable String trouble;

    PieceInProgress(
            int candidate,
            NoteEvents vocabulary,
            ComposeOptions options,
            int[] given,
            boolean endsInTrouble,
            CompositionListener listener) {
        this.endsInTrouble = endsInTrouble;
        this.candidate = candidate;
        this.vocabulary = vocabulary;
        this.listener = listener;
        this.grammar = new MidiGrammar(vocabulary, options.rules());
        this.watch = new DegenerationWatch(vocabulary);
        this.player = new Player(vocabulary);
        this.given = given.length;
        this.eventsWanted = options.eventsWanted();
        this.ids = new int[given.length + 1024];
        for (int id : given) {
            append(id);
        }
        grammar.beatFromHere();
        this.endStep = grammar.performance().now() + (int) Math.round(options.secondsWanted() / vocabulary.step());
    }

    private void append(int id) {
        if (length == ids.length) {
            ids = Arrays.copyOf(ids, 2 * length);
        }
        ids[length++] = id;
        grammar.play(id);
        player.play(id, event -> listener.event(candidate, event));
    }

    /** All events so far. */
    int[] ids() {
        return Arrays.copyOf(ids, length);
    }

    /** How many events were written. */
    int events() {
        return length - given;
    }

    /** What is wrong with the piece; null if nothing is. */
    @Nullable
    String trouble() {
        return trouble;
    }

    boolean complete() {
        return endsInTrouble && trouble != null || grammar.performance().now() >= endStep || events() >= eventsWanted;
    }

    @Override
    public void apply(int row, int[] all, int allLength, float[] logits) {
        grammar.followFrom(allLength);
        grammar.apply(row, all, allLength, logits);
    }

    @Override
    public boolean ends(int row, int[] all, int allLength) {
        return complete();
    }

    @Override
    public void token(int row, int id, float logProbability) {
        append(id);
        if (trouble == null) {
            trouble = watch.hear(vocabulary.event(id), grammar.performance().sounding())
                    .orElse(null);
        }
        if (vocabulary.event(id) instanceof NoteEvent.TimeShift) {
            double seconds = Math.min(endStep, grammar.performance().now()) * vocabulary.step();
            listener.progress(candidate, seconds, events());
        }
    }

    /** Ends the piece where it was wanted to end, and every note with it. */
    int[] finish() {
        Performance performance = grammar.performance();
        int over = performance.now() - endStep;
        if (over > 0 && length > given && vocabulary.event(ids[length - 1]) instanceof NoteEvent.TimeShift last) {
            length--;
            performance = new Performance(vocabulary);
            for (int i = 0; i < length; i++) {
                performance.add(ids[i]);
            }
            if (last.steps() > over) {
                performance.add(keep(vocabulary.id(new NoteEvent.TimeShift(last.steps() - over))));
            }
        }
        for (int pitch = 0; pitch < 128; pitch++) {
            if (performance.isDown(pitch)) {
                int off = vocabulary.id(new NoteEvent.NoteOff(pitch));
                performance.add(keep(off));
                listener.event(candidate, new PlayedEvent(performance.seconds(), "note_off", pitch, 0));
            }
        }
        return ids();
    }

    private int keep(int id) {
        if (length == ids.length) {
            ids = Arrays.copyOf(ids, 2 * length);
        }
        ids[length++] = id;
        return id;
    }
}
