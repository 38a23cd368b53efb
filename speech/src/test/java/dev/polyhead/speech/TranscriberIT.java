package dev.polyhead.speech;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.polyhead.core.generation.Cancellation;
import dev.polyhead.core.model.Model;
import dev.polyhead.core.model.ModelOptions;
import dev.polyhead.core.runtime.Cancelled;
import dev.polyhead.core.tensor.Tensor;
import dev.polyhead.media.audio.AudioSource;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole task with the weights that ship, as they ship: int8. */
class TranscriberIT {
    private static final TranscriptionOptions GREEDY =
            TranscriptionOptions.builder().language("en").beamSize(1).build();
    private static final String JFK = "and so my fellow americans ask not what your country can do for you";

    private static Model model;
    private static SpeechDetector detector;
    private static Transcriber transcriber;
    private static float[] jfk;

    @BeforeAll
    static void open() throws IOException {
        jfk = AudioSource.readAll(SharedData.require("speech/en/jfk.wav"), LogMel.RATE);
        model = Model.open(SharedData.requireModel("whisper-base"), ModelOptions.defaults());
        detector = SpeechDetector.open(SharedData.requireModel("silero-vad"));
        transcriber = new Transcriber(model, detector);
    }

    @AfterAll
    static void close() {
        if (transcriber != null) {
            transcriber.close();
            detector.close();
            model.close();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "silence_1s.wav",
                "silence_35s.flac",
                "white_10s.flac",
                "tone_440_3s.flac",
                "clip_50ms.wav",
                "one_sample.wav",
                "zero_samples.wav",
                "nan_inf_f32.wav"
            })
    void whatIsNotSpeechGivesAnEmptyTranscript(String file) throws IOException {
        Path path = SharedData.require("speech/noise/" + file);
        assertEquals(
                "",
                transcriber.transcribe(path, TranscriptionOptions.defaults()).text());
    }

    @Test
    void beamsFindTheWords() {
        TranscriptionOptions beams = GREEDY.toBuilder().beamSize(5).build();
        assertTrue(bare(transcribe(jfk, beams).text()).startsWith(JFK));
    }

    @Test
    void theLanguageIsFoundAndSaid() throws IOException {
        List<LanguageProbability> heard = new ArrayList<>();
        Transcript transcript = transcriber.transcribe(
                SharedData.require("speech/multi/leopard_de.wav"),
                GREEDY.toBuilder().language(null).build(),
                new TranscriptionListener() {
                    @Override
                    public void language(LanguageProbability language) {
                        heard.add(language);
                    }
                },
                new Cancellation());
        assertEquals("de", transcript.language());
        assertTrue(transcript.languageProbability() > 0.9);
        assertEquals("de", heard.get(0).language());
        assertTrue(transcript.text().contains("Raum"), transcript.text());
    }

    @Test
    void partialTextGrowsWhileItIsWritten() {
        List<String> partial = Collections.synchronizedList(new ArrayList<>());
        transcriber.transcribe(
                jfk,
                GREEDY,
                new TranscriptionListener() {
                    @Override
                    public void partial(double start, String text) {
                        partial.add(text);
                    }
                },
                new Cancellation());
        assertTrue(partial.size() > 10, partial.size() + " parts");
        assertTrue(partial.get(5).length() < partial.get(10).length());
    }

    @Test
    void anAnswerBeginsWithItsPrefix() {
        for (int beam : new int[] {1, 3}) {
            TranscriptionOptions begun = GREEDY.toBuilder()
                    .beamSize(beam)
                    .prefix("And so, my dear")
                    .wordTimestamps(true)
                    .build();
            Transcript transcript = transcribe(jfk, begun);
            assertTrue(transcript.text().startsWith("And so, my dear"), transcript.text());
            assertTrue(bare(transcript.text()).contains("americans ask not what your country"), transcript.text());
            assertEquals(" And", transcript.words().get(0).text());
            assertEquals(0, transcript.segments().get(0).start());
        }
    }

    @Test
    void clipsAreTranscribedAlone() {
        TranscriptionOptions clip =
                GREEDY.toBuilder().clipTimestamps(List.of(3.2, 7.8)).build();
        Transcript transcript = transcribe(jfk, clip);
        assertTrue(bare(transcript.text()).startsWith("ask not what your country"), transcript.text());
        assertFalse(bare(transcript.text()).contains("fellow"));
        assertTrue(transcript.segments().get(0).start() >= 3.2);
        assertEquals(11, transcript.duration(), 0.01);
    }

    @Test
    void silenceIsLeftOutAndTimesAreKept() throws IOException {
        Transcript transcript = transcriber.transcribe(
                SharedData.require("speech/noise/lj8_sil10_speech_sil12.flac"),
                GREEDY.toBuilder().vadFilter(true).wordTimestamps(true).build());
        assertEquals("has never been surpassed", bare(transcript.text()));
        assertTrue(transcript.durationAfterVad() < 4);
        for (Word word : transcript.words()) {
            assertTrue(word.start() > 9.5 && word.end() < 12.3, word.toString());
        }
    }

    @Test
    void aCancelledRunEndsSoon() {
        Cancellation cancellation = new Cancellation();
        long[] cancelledAt = {0};
        float[] minutes = repeated(jfk, 20);
        assertThrows(
                Cancelled.class,
                () -> transcriber.transcribe(
                        minutes,
                        GREEDY,
                        new TranscriptionListener() {
                            @Override
                            public void segment(Segment segment) {
                                cancelledAt[0] = System.nanoTime();
                                cancellation.cancel();
                            }
                        },
                        cancellation));
        assertTrue(System.nanoTime() - cancelledAt[0] < Duration.ofSeconds(20).toNanos());
    }

    @Test
    void aRunGoesOnWhereAnEarlierOneStopped() throws IOException {
        Path file = SharedData.require("speech/long/lj001_part1a_gt30s.flac");
        List<TranscriptionState> states = new ArrayList<>();
        TranscriptionListener keeping = new TranscriptionListener() {
            @Override
            public void checkpoint(TranscriptionState state) {
                states.add(state);
            }
        };
        Transcript whole = transcriber.transcribe(file, GREEDY, keeping, new Cancellation());
        assertTrue(states.size() >= 2, states.size() + " states");
        try (AudioSource source = AudioSource.open(file, LogMel.RATE)) {
            Transcript rest = transcriber.transcribe(
                    source, GREEDY, TranscriptionListener.NONE, new Cancellation(), states.get(0));
            assertEquals(whole.segments(), rest.segments());
            assertEquals(whole.duration(), rest.duration());
        }
    }

    @Test
    void theTimeBudgetEndsARunWithAWarning() {
        TranscriptionOptions hasty =
                GREEDY.toBuilder().timeBudget(Duration.ofMillis(1)).build();
        Transcript transcript = transcribe(repeated(jfk, 6), hasty);
        assertTrue(transcript.segments().stream().allMatch(segment -> segment.end() <= 30), "more than one window");
        assertTrue(
                transcript.warnings().get(0).contains("time budget"),
                transcript.warnings().toString());
    }

    @Test
    void batchedWindowsSayTheSame() throws IOException {
        Path file = SharedData.require("speech/long/lj001_part1a_gt30s.flac");
        String one = bare(transcriber.transcribe(file, GREEDY).text());
        Transcript batched =
                transcriber.transcribe(file, GREEDY.toBuilder().batchSize(8).build());
        double errors = WordErrorRate.of(one, bare(batched.text()));
        assertTrue(errors < 0.06, errors + "\n" + one + "\n" + batched.text());
        double last = 0;
        for (Segment segment : batched.segments()) {
            assertTrue(segment.start() >= last - 0.3, segment.toString());
            last = segment.end();
        }
    }

    @Test
    void aWindowThatEndsInSilenceIsHeardOnce() throws IOException {
        float[] file = AudioSource.readAll(SharedData.require("speech/long/lj001_part1.mp3"), LogMel.RATE);
        List<Double> windows = new ArrayList<>();
        transcriber.transcribe(
                file,
                GREEDY.toBuilder().beamSize(5).batchSize(8).build(),
                new TranscriptionListener() {
                    @Override
                    public void progress(double seconds, double total) {
                        windows.add(seconds);
                    }
                },
                new Cancellation());
        // 112 s cut at pauses into windows of at most 30 s
        assertTrue(windows.size() <= 5, "heard up to " + windows);
    }

    @Test
    void neighboursInABatchDoNotChangeAnAnswer() throws Exception {
        float[] german = AudioSource.readAll(SharedData.require("speech/multi/leopard_de.wav"), LogMel.RATE);
        TranscriptionOptions inGerman = GREEDY.toBuilder().language("de").build();
        String alone = transcribe(jfk, GREEDY).text();
        String allein = transcribe(german, inGerman).text();
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try {
            List<Future<String>> answers = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                boolean even = i % 2 == 0;
                answers.add(
                        threads.submit(() -> (even ? transcribe(jfk, GREEDY) : transcribe(german, inGerman)).text()));
            }
            for (int i = 0; i < 6; i++) {
                assertEquals(i % 2 == 0 ? alone : allein, answers.get(i).get());
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aShortClipDoesNotWaitForALongFile() throws Exception {
        float[] minutes = repeated(jfk, 12);
        List<Double> finished = Collections.synchronizedList(new ArrayList<>());
        Cancellation cancellation = new Cancellation();
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            Future<?> longOne = thread.submit(() -> transcriber.transcribe(
                    minutes,
                    GREEDY,
                    new TranscriptionListener() {
                        @Override
                        public void progress(double seconds, double total) {
                            finished.add(seconds);
                        }
                    },
                    cancellation));
            while (finished.isEmpty()) {
                Thread.onSpinWait();
            }
            int before = finished.size();
            transcribe(jfk, GREEDY);
            assertTrue(finished.size() - before <= 2, "the clip waited for " + (finished.size() - before) + " windows");
            cancellation.cancel();
            assertThrows(ExecutionException.class, longOne::get);
        } finally {
            thread.shutdownNow();
        }
    }

    @Test
    void whoLeavesWaitsForNobodysBatch() throws Exception {
        Cancellation others = new Cancellation();
        Cancellation own = new Cancellation();
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            CountDownLatch decoding = new CountDownLatch(1);
            TranscriptionListener listening = new TranscriptionListener() {
                @Override
                public void partial(double start, String text) {
                    decoding.countDown();
                }
            };
            TranscriptionOptions slow = GREEDY.toBuilder().beamSize(5).build();
            Future<?> other = threads.submit(() -> transcriber.transcribe(repeated(jfk, 3), slow, listening, others));
            decoding.await();
            Future<?> waiting =
                    threads.submit(() -> transcriber.transcribe(jfk, GREEDY, TranscriptionListener.NONE, own));
            own.cancel();
            ExecutionException thrown = assertThrows(ExecutionException.class, () -> waiting.get(20, TimeUnit.SECONDS));
            assertInstanceOf(Cancelled.class, thrown.getCause());
            assertFalse(other.isDone(), "the other's batch was waited for");
            others.cancel();
            assertThrows(ExecutionException.class, () -> other.get(20, TimeUnit.SECONDS));
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void anEncoderThatNobodyWaitsForEndsInTheMiddle() throws Exception {
        int windows = 24; // many seconds of work
        Tensor pictures = Tensor.of(new float[windows * 80 * 3000], windows, 80, 3000);
        Cancellation cancellation = new Cancellation();
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            Future<?> encoding =
                    thread.submit(() -> model.tokens().encode(Map.of("input_features", pictures), cancellation));
            Thread.sleep(200);
            cancellation.cancel();
            ExecutionException thrown =
                    assertThrows(ExecutionException.class, () -> encoding.get(20, TimeUnit.SECONDS));
            assertInstanceOf(Cancelled.class, thrown.getCause());
        } finally {
            thread.shutdownNow();
        }
    }

    @Test
    void hotwordsAndPromptsAreTold() {
        TranscriptionOptions told = GREEDY.toBuilder()
                .hotwords("Amerrikans")
                .initialPrompt("A speech.")
                .build();
        assertTrue(bare(transcribe(jfk, told).text()).contains("ask not what your country"));
    }

    @Test
    void wrongRequestsAreRefusedBeforeAnythingIsRead() {
        refused(GREEDY.toBuilder().language("xx"));
        refused(GREEDY.toBuilder().suppressTokens(List.of(99_999)));
        refused(GREEDY.toBuilder().vadFilter(true).clipTimestamps(List.of(1.0)));
    }

    private static void refused(TranscriptionOptions.Builder options) {
        TranscriptionOptions built = options.build();
        assertThrows(IllegalArgumentException.class, () -> transcribe(jfk, built));
    }

    private static Transcript transcribe(float[] samples, TranscriptionOptions options) {
        return transcriber.transcribe(samples, options, TranscriptionListener.NONE, new Cancellation());
    }

    private static float[] repeated(float[] samples, int times) {
        float[] all = Arrays.copyOf(samples, samples.length * times);
        for (int i = 1; i < times; i++) {
            System.arraycopy(samples, 0, all, i * samples.length, samples.length);
        }
        return all;
    }

    private static String bare(String text) {
        return text.toLowerCase(Locale.ROOT).replaceAll("[^a-z ]", "").strip();
    }
}
