package dev.polyhead.music;

import dev.polyhead.core.generation.LogitsRule;
import dev.polyhead.music.NoteEvent.NoteOff;
import dev.polyhead.music.NoteEvent.NoteOn;
import dev.polyhead.music.NoteEvent.TimeShift;
import dev.polyhead.music.NoteEvent.Velocity;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a model from playing what cannot be played: no note-off of a silent note, no second note-on of a sounding one, no
 * note without length, none held for ever, not more voices than allowed, and, where asked for, only notes of a key and
 * only moments on the grid of a tempo. Velocities are written only where they change and a note follows, so time always
 * goes on. At every moment at least one event is allowed.
 *
 * <p>It follows one row of ids; every piece needs its own.
 */
public final class MidiGrammar implements LogitsRule {
    private final NoteEvent[] events;
    private final PlayingRules rules;
    private final int longestNote; // in steps
    private final double gridSteps; // steps of a sixteenth; 0 for free time
    private final Performance performance;
    private int gridOrigin;
    private int lastOnset;
    private @Nullable NoteEvent last;
    private boolean velocityKnown;
    private int followed;

    public MidiGrammar(NoteEvents vocabulary, PlayingRules rules) {
        this.rules = rules;
        this.events = new NoteEvent[vocabulary.vocabulary()];
        for (int id = 0; id < events.length; id++) {
            events[id] = vocabulary.event(id);
        }
        this.longestNote = (int) Math.round(rules.maxNoteSeconds() / vocabulary.step());
        Double tempo = rules.tempo();
        this.gridSteps = tempo == null ? 0 : 15 / tempo / vocabulary.step();
        this.performance = new Performance(vocabulary);
    }

    /** Takes note of an event that was played, allowed or not. */
    public void play(int id) {
        NoteEvent event = events[id];
        performance.add(id);
        if (event instanceof NoteOn) {
            lastOnset = performance.now();
        }
        velocityKnown |= event instanceof Velocity;
        last = event;
    }

    /** Lets the grid of the tempo begin at the last note-on so far; before any, it begins with the piece. */
    public void beatFromHere() {
        gridOrigin = lastOnset;
    }

    /** The ids of a new row of which this many were already played. */
    void followFrom(int length) {
        followed = length;
    }

    /** What was played so far. */
    Performance performance() {
        return performance;
    }

    @Override
    public void apply(int row, int[] ids, int length, float[] logits) {
        for (; followed < length; followed++) {
            play(ids[followed]);
        }
        boolean mayStrike = mayStrike();
        int latest = latest();
        boolean any = false;
        for (int id = 0; id < events.length; id++) {
            if (allows(events[id], mayStrike, latest)) {
                any |= logits[id] > Float.NEGATIVE_INFINITY;
            } else {
                logits[id] = Float.NEGATIVE_INFINITY;
            }
        }
        if (!any) {
            throw new IllegalStateException(
                    "No playable event is left after %d events. Another rule took the last one.".formatted(length));
        }
    }

    /** Whether an event can be played now. */
    public boolean allows(int id) {
        return allows(events[id], mayStrike(), latest());
    }

    private boolean allows(NoteEvent event, boolean mayStrike, int latest) {
        if (event instanceof NoteOn on) {
            return mayStrike && !performance.isDown(on.pitch()) && inKey(on.pitch());
        }
        if (last instanceof Velocity) {
            return false;
        }
        if (event instanceof NoteOff off) {
            int since = performance.since(off.pitch()).orElse(Integer.MAX_VALUE);
            return since < performance.now();
        }
        if (event instanceof TimeShift shift) {
            int then = performance.now() + shift.steps();
            return then <= latest && onGrid(then);
        }
        return mayStrike && !(velocityKnown && performance.velocity() == ((Velocity) event).velocity());
    }

    private boolean inKey(int pitch) {
        return rules.key() == null || rules.key().allows(pitch);
    }

    /** Whether any key may be struck now. */
    private boolean mayStrike() {
        if (performance.sounding() >= rules.maxPolyphony() || !onGrid(performance.now())) {
            return false;
        }
        for (int pitch = 0; pitch < 128; pitch++) {
            if (!performance.isDown(pitch) && inKey(pitch)) {
                return true;
            }
        }
        return false;
    }

    /** Until when time may go on before the note held longest has to end, in steps. */
    private int latest() {
        int first = Integer.MAX_VALUE;
        for (int pitch = 0; pitch < 128; pitch++) {
            first = Math.min(first, performance.since(pitch).orElse(Integer.MAX_VALUE));
        }
        if (first == Integer.MAX_VALUE) {
            return Integer.MAX_VALUE;
        }
        // A note of a primer may be too long already: it may not grow.
        return Math.max(first + longestNote, performance.now());
    }

    private boolean onGrid(int step) {
        if (gridSteps == 0) {
            return true;
        }
        double sixteenths = (step - gridOrigin) / gridSteps;
        return Math.round(gridOrigin + Math.rint(sixteenths) * gridSteps) == step;
    }
}
