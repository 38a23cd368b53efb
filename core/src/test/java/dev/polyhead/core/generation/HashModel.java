package dev.polyhead.core.generation;

import dev.polyhead.core.tensor.Tensor;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A model whose logits are a hash of everything a row holds, so that any mix-up of rows shows. Keeps the contract of
 * {@link Decoding} strictly: refuses what a real model could not do.
 */
final class HashModel implements TokenModel {
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    private final int vocabulary;
    private final int context;
    private final boolean encoder;
    private final boolean ragged;
    int steps;
    int rowsFed;
    int open;

    HashModel(int vocabulary, int context, boolean encoder, boolean ragged) {
        this.vocabulary = vocabulary;
        this.context = context;
        this.encoder = encoder;
        this.ragged = ragged;
    }

    static HashModel decoder(int vocabulary) {
        return new HashModel(vocabulary, 1000, false, false);
    }

    static HashModel encoderDecoder(int vocabulary) {
        return new HashModel(vocabulary, 1000, true, false);
    }

    /** The logit of a token after some others; the same function stands in {@code reference.py}. */
    static float logit(long source, List<Integer> ids, int token) {
        long hash = mix(source);
        for (int id : ids) {
            hash = mix(hash + id + 1);
        }
        return (mix(hash + (token + 1) * GOLDEN) >>> 40) * 0x1p-21f - 4;
    }

    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    @Override
    public int vocabulary() {
        return vocabulary;
    }

    @Override
    public int contextLength() {
        return context;
    }

    @Override
    public boolean hasEncoder() {
        return encoder;
    }

    @Override
    public Encoded encode(Map<String, Tensor> inputs, Cancellation cancellation) {
        throw new UnsupportedOperationException("Use source(...)");
    }

    /** An encoder's output that is one number an item. */
    Encoded source(long... items) {
        open++;
        return new Source(items);
    }

    @Override
    public Decoding begin(@Nullable Encoded source, int rows, int capacity) {
        open++;
        return new Rows((Source) source, rows, capacity);
    }

    private final class Source implements Encoded {
        private final long[] items;

        Source(long[] items) {
            this.items = items;
        }

        @Override
        public int batch() {
            return items.length;
        }

        @Override
        public Encoded rows(int... chosen) {
            return source(Arrays.stream(chosen).mapToLong(i -> items[i]).toArray());
        }

        @Override
        public void close() {
            open--;
        }
    }

    private final class Rows implements Decoding {
        private final int capacity;
        private List<List<Integer>> held = new ArrayList<>();
        private List<Long> sources = new ArrayList<>();
        private List<Integer> items = new ArrayList<>();

        Rows(@Nullable Source source, int rows, int capacity) {
            if ((source != null) != encoder || source != null && rows % source.batch() != 0) {
                throw new IllegalArgumentException("rows do not suit the source");
            }
            this.capacity = capacity;
            for (int row = 0; row < rows; row++) {
                int item = source == null ? row : row / (rows / source.batch());
                held.add(new ArrayList<>());
                items.add(item);
                sources.add(source == null ? 0L : source.items[item]);
            }
        }

        @Override
        public FloatBuffer feed(int[][] tokens) {
            if (tokens.length != rows()) {
                throw new IllegalArgumentException(tokens.length + " rows fed, there are " + rows());
            }
            FloatBuffer logits = FloatBuffer.allocate(rows() * vocabulary);
            for (int row = 0; row < rows(); row++) {
                if (tokens[row].length == 0 || !ragged && tokens[row].length != tokens[0].length) {
                    throw new IllegalArgumentException("row " + row + " is fed " + tokens[row].length + " tokens");
                }
                List<Integer> ids = held.get(row);
                Arrays.stream(tokens[row]).forEach(ids::add);
                if (ids.size() > capacity) {
                    throw new IllegalArgumentException("row " + row + " holds more than " + capacity);
                }
                for (int token = 0; token < vocabulary; token++) {
                    logits.put(row * vocabulary + token, logit(sources.get(row), ids, token));
                }
            }
            steps++;
            rowsFed += rows();
            return logits;
        }

        @Override
        public void reorder(int[] parents) {
            if (parents.length > rows() || parents.length == 0) {
                throw new IllegalArgumentException(parents.length + " parents for " + rows() + " rows");
            }
            List<Integer> kept = Arrays.stream(parents).mapToObj(items::get).toList();
            if (encoder) {
                List<Integer> distinct = kept.stream().distinct().toList();
                int each = parents.length / distinct.size();
                for (int row = 0; row < parents.length; row++) {
                    if (!kept.get(row).equals(distinct.get(row / each)) || each * distinct.size() != parents.length) {
                        throw new IllegalArgumentException("rows of the items differ: " + kept);
                    }
                }
            }
            held = new ArrayList<>(Arrays.stream(parents)
                    .mapToObj(parent -> (List<Integer>) new ArrayList<>(held.get(parent)))
                    .toList());
            sources = new ArrayList<>(
                    Arrays.stream(parents).mapToObj(sources::get).toList());
            items = new ArrayList<>(kept);
        }

        @Override
        public int rows() {
            return held.size();
        }

        @Override
        public int length(int row) {
            return held.get(row).size();
        }

        @Override
        public int capacity() {
            return capacity;
        }

        @Override
        public boolean supportsRagged() {
            return ragged;
        }

        @Override
        public void close() {
            open--;
        }
    }
}
