package dev.polyhead.music;

import dev.polyhead.core.model.Model;
import dev.polyhead.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the newest note looks back at: lines over the piano roll, as in figure 1 of Huang et al. 2018.
 *
 * @param time of the newest note-on, in seconds
 * @param note its MIDI number
 * @param layers how many layers looked
 * @param heads how many heads each has
 * @param lines the strongest, strongest first
 */
public record NoteAttention(double time, int note, int layers, int heads, List<Line> lines) {

    /** Events that are looked over; the model may look farther, a picture need not. */
    static final int WINDOW = 1024;

    private static final int LINES_PER_HEAD = 6;
    private static final double WEAKEST = 0.01;

    /**
     * One look at an earlier event.
     *
     * @param time when the event is, in seconds
     * @param note its MIDI number
     * @param layer from 0
     * @param head from 0
     * @param weight share of the head's attention, 0 to 1
     */
    public record Line(double time, int note, int layer, int head, double weight) {}

    public NoteAttention {
        lines = List.copyOf(lines);
    }

    /**
     * Runs a model over a piece and reads the attention of its last note-on over the note events before it.
     *
     * @param ids events of the piece
     * @throws IllegalArgumentException if the piece has no note
     */
    public static NoteAttention of(Model model, NoteEvents vocabulary, int[] ids) {
        int newest = ids.length - 1;
        while (newest >= 0 && !(vocabulary.event(ids[newest]) instanceof NoteEvent.NoteOn)) {
            newest--;
        }
        if (newest < 0) {
            throw new IllegalArgumentException("A piece without a note looks at nothing. Compose something first.");
        }
        int from = Math.max(0, newest + 1 - WINDOW);
        long[] seen = Arrays.stream(ids, from, newest + 1).asLongStream().toArray();
        Set<String> wanted = new TreeSet<>();
        for (String output : model.outputs()) {
            if (output.startsWith("attentions.")) {
                wanted.add(output);
            }
        }
        Map<String, Tensor> run = model.run(Map.of("input_ids", Tensor.of(seen, 1, seen.length)), wanted);
        double[] times = times(vocabulary, ids);
        List<Line> lines = new ArrayList<>();
        int heads = 0;
        for (Map.Entry<String, Tensor> entry : run.entrySet()) {
            int layer = Integer.parseInt(entry.getKey().substring("attentions.".length()));
            heads = (int) entry.getValue().shape()[1];
            lines.addAll(lines(entry.getValue(), layer, from, ids, times, vocabulary));
        }
        lines.sort(Comparator.comparingDouble(Line::weight).reversed());
        return new NoteAttention(times[newest], ids[newest], wanted.size(), heads, lines);
    }

    private static double[] times(NoteEvents vocabulary, int[] ids) {
        double[] times = new double[ids.length];
        Performance performance = new Performance(vocabulary);
        for (int i = 0; i < ids.length; i++) {
            times[i] = performance.seconds();
            performance.add(ids[i]);
        }
        return times;
    }

    private static List<Line> lines(
            Tensor attention, int layer, int from, int[] ids, double[] times, NoteEvents vocabulary) {
        int heads = (int) attention.shape()[1];
        int seq = (int) attention.shape()[2];
        float[] weights = attention.floats(); // [1, heads, seq, seq]
        List<Line> lines = new ArrayList<>();
        for (int head = 0; head < heads; head++) {
            List<Line> ofHead = new ArrayList<>();
            int row = (head * seq + seq - 1) * seq;
            for (int key = 0; key < seq - 1; key++) {
                float weight = weights[row + key];
                if (weight >= WEAKEST && vocabulary.event(ids[from + key]) instanceof NoteEvent.NoteOn on) {
                    ofHead.add(new Line(times[from + key], on.pitch(), layer, head, weight));
                }
            }
            ofHead.sort(Comparator.comparingDouble(Line::weight).reversed());
            lines.addAll(ofHead.subList(0, Math.min(LINES_PER_HEAD, ofHead.size())));
        }
        return lines;
    }
}
