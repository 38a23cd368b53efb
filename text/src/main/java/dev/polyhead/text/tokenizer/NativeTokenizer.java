package dev.polyhead.text.tokenizer;

import ai.djl.huggingface.tokenizers.jni.CharSpan;
import ai.djl.huggingface.tokenizers.jni.LibUtils;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** One tokenizer of the native library: a handle, safe for concurrent use, freed on close or when forgotten. */
final class NativeTokenizer implements AutoCloseable {
    private static final Cleaner CLEANER = Cleaner.create();

    static {
        // The library reports its use to the network and may look for GPU builds there unless told otherwise
        // before its first class is loaded.
        System.setProperty("OPT_OUT_TRACKING", "true");
        System.setProperty("ai.djl.offline", "true");
        if (System.getProperty("ENGINE_CACHE_DIR") == null && System.getenv("ENGINE_CACHE_DIR") == null) {
            System.setProperty("ENGINE_CACHE_DIR", libraryFolder().toString());
        }
    }

    private final Handle handle;
    private final Cleaner.Cleanable cleanable;

    private final int longest;

    /**
     * @param json a whole {@code tokenizer.json}
     * @param longest most characters of a text
     */
    NativeTokenizer(String json, int longest) {
        this.longest = longest;
        LibUtils.checkStatus();
        handle = new Handle(open(json));
        cleanable = CLEANER.register(this, handle);
    }

    private static long open(String json) {
        try {
            return TokenizersLibrary.LIB.createTokenizerFromString(json);
        } catch (RuntimeException e) {
            throw new TokenizerException(
                    "The tokenizer cannot be read: %s. Compare tokenizer.json with the original download."
                            .formatted(e.getMessage()),
                    e);
        }
    }

    Encoding encode(String text, @Nullable String pair, boolean specialTokens) {
        String first = readable(text);
        String second = pair == null ? null : readable(pair);
        return use(tokenizer -> take(
                second == null
                        ? TokenizersLibrary.LIB.encode(tokenizer, first, specialTokens)
                        : TokenizersLibrary.LIB.encodeDual(tokenizer, first, second, specialTokens),
                new CodePoints(first),
                second == null ? null : new CodePoints(second)));
    }

    List<Encoding> encode(List<String> texts, boolean specialTokens) {
        String[] inputs = texts.stream().map(this::readable).toArray(String[]::new);
        return use(tokenizer -> {
            long[] encodings = TokenizersLibrary.LIB.batchEncode(tokenizer, inputs, specialTokens);
            Encoding[] taken = new Encoding[encodings.length];
            for (int i = 0; i < encodings.length; i++) {
                taken[i] = take(encodings[i], new CodePoints(inputs[i]), null);
            }
            return List.of(taken);
        });
    }

    String decode(int[] ids, boolean skipSpecialTokens) {
        long[] wide = Arrays.stream(ids).asLongStream().toArray();
        return use(tokenizer -> TokenizersLibrary.LIB.decode(tokenizer, wide, skipSpecialTokens));
    }

    private <T> T use(LongFunction<T> task) {
        try {
            return handle.use(task);
        } catch (TokenizerException | IllegalStateException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new TokenizerException(
                    "The tokenizer cannot read this text: %s. Compare tokenizer.json with the original download."
                            .formatted(e.getMessage()),
                    e);
        } finally {
            Reference.reachabilityFence(this); // not to be freed by the cleaner in the middle of its last task
        }
    }

    @Override
    public void close() {
        cleanable.clean();
    }

    private String readable(String text) {
        if (text.length() > longest) {
            throw new IllegalArgumentException(
                    ("The text has %d characters. This model's tokenizer takes time with the square of them, so it is given"
                                    + " %d at most. Send it in parts.")
                            .formatted(text.length(), longest));
        }
        return wellFormed(text);
    }

    /** Java strings may hold half a surrogate pair, which no encoding of Unicode can carry. */
    private static String wellFormed(String text) {
        StringBuilder fixed = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Character.isSurrogate(c)) {
                continue;
            }
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else {
                fixed = fixed == null ? new StringBuilder(text) : fixed;
                fixed.setCharAt(i, '\uFFFD');
            }
        }
        return fixed == null ? text : fixed.toString();
    }

    private static Encoding take(long encoding, CodePoints first, @Nullable CodePoints second) {
        try {
            int[] ids = narrow(TokenizersLibrary.LIB.getTokenIds(encoding));
            int[] sequences = narrow(TokenizersLibrary.LIB.getSequenceIds(encoding));
            long[] specialMask = TokenizersLibrary.LIB.getSpecialTokenMask(encoding);
            CharSpan[] spans = TokenizersLibrary.LIB.getTokenCharSpans(encoding);
            boolean[] special = new boolean[ids.length];
            int[] starts = new int[ids.length];
            int[] ends = new int[ids.length];
            for (int i = 0; i < ids.length; i++) {
                special[i] = specialMask[i] != 0;
                CharSpan span = spans[i];
                if (special[i]) {
                    sequences[i] = -1;
                } else if (span != null) {
                    CodePoints text = sequences[i] == 1 && second != null ? second : first;
                    starts[i] = text.unit(span.getStart());
                    ends[i] = text.unit(span.getEnd());
                }
            }
            int[] words = narrow(TokenizersLibrary.LIB.getWordIds(encoding));
            int[] types = narrow(TokenizersLibrary.LIB.getTypeIds(encoding));
            return new Encoding(ids, types, special, sequences, words, starts, ends, 0, List.of());
        } finally {
            TokenizersLibrary.LIB.deleteEncoding(encoding);
        }
    }

    private static int[] narrow(long[] wide) {
        return Arrays.stream(wide).mapToInt(Math::toIntExact).toArray();
    }

    /** Where the native library is unpacked: the product's data folder, else the temporary folder. */
    private static Path libraryFolder() {
        String configured = System.getenv("POLYHEAD_DATA_DIR");
        Path data = configured == null || configured.isBlank()
                ? Path.of(System.getProperty("user.home"), ".polyhead")
                : Path.of(configured);
        Path writable = data;
        while (writable != null && !Files.exists(writable)) {
            writable = writable.getParent();
        }
        Path root = writable != null && Files.isWritable(writable)
                ? data
                : Path.of(System.getProperty("java.io.tmpdir"), "polyhead");
        return root.resolve("native").toAbsolutePath();
    }

    /** The native tokenizer itself; users share it, only freeing it is exclusive. */
    private static final class Handle implements Runnable {
        private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
        private long address;

        Handle(long address) {
            this.address = address;
        }

        <T> T use(LongFunction<T> task) {
            lock.readLock().lock();
            try {
                if (address == 0) {
                    throw new IllegalStateException("The tokenizer is closed. Open it again before encoding.");
                }
                return task.apply(address);
            } finally {
                lock.readLock().unlock();
            }
        }

        @Override
        public void run() {
            lock.writeLock().lock();
            try {
                if (address != 0) {
                    TokenizersLibrary.LIB.deleteTokenizer(address);
                    address = 0;
                }
            } finally {
                lock.writeLock().unlock();
            }
        }
    }
}
