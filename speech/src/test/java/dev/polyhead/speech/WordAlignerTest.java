package dev.polyhead.speech;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WordAlignerTest {
    @Test
    void theMedianIgnoresASpike() {
        float[][] filtered = MedianFilter.of(new float[][] {{1, 1, 9, 1, 1, 1, 1, 5, 5}}, 3);
        assertArrayEquals(new float[] {1, 1, 1, 1, 1, 1, 1, 5, 5}, filtered[0]);
    }

    @Test
    void theWayThroughTheMatrixIsTheBestOfAllWays() {
        Random random = new Random(1);
        for (int round = 0; round < 50; round++) {
            int n = 2 + random.nextInt(3);
            int m = 3 + random.nextInt(4);
            float[][] likeness = new float[n][m];
            for (float[] row : likeness) {
                for (int i = 0; i < m; i++) {
                    row[i] = random.nextFloat();
                }
            }
            int[][] path = TimeWarping.path(likeness, 0, n);
            double found = 0;
            for (int i = 0; i < path[0].length; i++) {
                found += likeness[path[0][i]][path[1][i]];
            }
            assertEquals(best(likeness, n - 1, m - 1), found, 1e-5);
        }
    }

    /** The largest sum of a way from the first corner, by trying all. */
    private static double best(float[][] likeness, int i, int j) {
        if (i < 0 || j < 0) {
            return Double.NEGATIVE_INFINITY;
        }
        double before = i == 0 && j == 0
                ? 0
                : Math.max(best(likeness, i - 1, j - 1), Math.max(best(likeness, i - 1, j), best(likeness, i, j - 1)));
        return before + likeness[i][j];
    }

    @Test
    void tokensBeginWhereTheirAttentionLies() {
        // a prompt of two tokens, three tokens said of frames 0-9, 10-29 and 30-38, then the end; each is looked for
        // while the token before it is read
        float[][][] attention = new float[1][6][40];
        int[][] looks = {{0, 1}, {0, 10}, {10, 30}, {30, 39}, {39, 40}, {39, 40}};
        for (int t = 0; t < 6; t++) {
            for (int f = looks[t][0]; f < looks[t][1]; f++) {
                attention[0][t][f] = 1f / (looks[t][1] - looks[t][0]);
            }
        }
        double[] begins = WordAligner.begins(attention, 40, 2);
        assertEquals(4, begins.length);
        assertEquals(0, begins[0], 0.041);
        assertEquals(0.2, begins[1], 0.041);
        assertEquals(0.6, begins[2], 0.041);
    }

    @Test
    void marksJoinTheWordTheyBelongTo() {
        List<TimedWord> words = new ArrayList<>(List.of(
                new TimedWord(" \"", 1, 0, 1, 1),
                new TimedWord("Yes", 1, 1, 2, 1),
                new TimedWord(",", 1, 2, 3, 1),
                new TimedWord(" sir", 2, 3, 4, 1),
                new TimedWord(".", 1, 4, 5, 1),
                new TimedWord("\"", 1, 5, 6, 1)));
        List<TimedWord> merged = WordGrouping.merged(
                words,
                TranscriptionOptions.defaults().prependPunctuations(),
                TranscriptionOptions.defaults().appendPunctuations());
        assertEquals(
                List.of(" \"Yes,", " sir.\""), merged.stream().map(w -> w.text).toList());
        assertEquals(List.of(3, 4), merged.stream().map(w -> w.tokens).toList());
        assertEquals(1, merged.get(0).start);
    }
}
