package dev.polyhead.core.hub;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.polyhead.core.generation.Cancellation;
import dev.polyhead.core.hub.FakeHub.Mood;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HubClientTest {
    private static final ModelId ID = new ModelId("org/name");
    private static final int PART = 10_000;
    private static final byte[] WEIGHTS = new byte[7 * PART + 123];

    @TempDir
    Path disk;

    private final FakeHub hub = new FakeHub();

    @BeforeEach
    void fill() {
        new Random(3).nextBytes(WEIGHTS);
        hub.files.put("config.json", "{\"model_type\": \"bert\"}".getBytes(StandardCharsets.UTF_8));
        hub.files.put("vocab.txt", "a\nb\n".getBytes(StandardCharsets.UTF_8));
        hub.files.put("1_Pooling/config.json", "{}".getBytes(StandardCharsets.UTF_8));
        hub.files.put("model.safetensors", WEIGHTS);
        hub.files.put("pytorch_model.bin", new byte[5]);
        hub.files.put("modeling_name.py", new byte[5]);
        hub.files.put("onnx/model.onnx", new byte[5]);
        hub.files.put("added_tokens.json", new byte[0]);
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    private HubSettings settings(@Nullable String token, boolean offline) {
        return new HubSettings(
                hub.endpoint(), token, cache(), offline, 4, PART, 3, Duration.ofMillis(1), Duration.ofMillis(500));
    }

    private HubCache cache() {
        return new HubCache(disk.resolve("hub"));
    }

    private HubClient client(HubSettings settings, long free) {
        Connector connector = new HttpConnector(ProxySelector.of(null), settings.patience());
        return new HubClient(settings, connector, () -> Set.of("bert", "gpt2"), folder -> free);
    }

    private HubClient client() {
        return client(settings(null, false), Long.MAX_VALUE);
    }

    private Pulled pull(HubClient client) {
        return client.pull(ID, null, progress -> {}, new Cancellation());
    }

    private HubException refused(HubException.Kind kind, Callable<?> call) {
        HubException refused = assertThrows(HubException.class, call::call);
        assertEquals(kind, refused.kind(), refused.getMessage());
        return refused;
    }

    private void assertComplete(Pulled pulled) throws IOException {
        assertArrayEquals(WEIGHTS, Files.readAllBytes(pulled.folder().resolve("model.safetensors")));
        assertTrue(ModelFolders.isModel(pulled.folder()));
        assertNothingHalf();
    }

    private void assertNothingHalf() throws IOException {
        assertEquals(List.of(), leftovers());
    }

    private List<Path> leftovers() throws IOException {
        Path blobs = cache().of(ID).resolve("blobs");
        if (!Files.exists(blobs)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(blobs)) {
            return files.filter(file -> file.toString().contains("polyhead")).toList();
        }
    }

    @Test
    void aPullMakesTheLayoutOfTheHubsOwnCache() throws IOException {
        Pulled pulled = pull(client());
        assertComplete(pulled);
        Path home = cache().folder().resolve("models--org--name");
        assertEquals(home.resolve("snapshots").resolve(FakeHub.COMMIT), pulled.folder());
        assertEquals(FakeHub.COMMIT, Files.readString(home.resolve("refs/main")));
        Path link = pulled.folder().resolve("model.safetensors");
        assertEquals(Path.of("../../blobs").resolve(FakeHub.hash("SHA-256", WEIGHTS)), Files.readSymbolicLink(link));
        Path nested = pulled.folder().resolve("1_Pooling/config.json");
        assertEquals(
                Path.of("../../../blobs").resolve(FakeHub.git(hub.files.get("1_Pooling/config.json"))),
                Files.readSymbolicLink(nested));
        for (String unwanted : List.of("pytorch_model.bin", "modeling_name.py", "onnx")) {
            assertFalse(Files.exists(pulled.folder().resolve(unwanted)), unwanted);
        }
        ModelFolders folders = new ModelFolders(List.of(), cache());
        assertEquals(pulled.folder(), folders.find(ID, null).orElseThrow());
    }

    @Test
    void aPullIsRecordedInTheCatalogue() throws IOException {
        Pulled pulled = pull(client());
        CatalogueEntry entry = pulled.entry(Catalogue.of(List.of()));
        assertEquals(FakeHub.COMMIT, entry.source().revision());
        assertEquals("apache-2.0", entry.licence());
        assertEquals(List.of("en", "de"), entry.languages());
        assertTrue(entry.verified());
        ModelFile vocabulary = entry.files().stream()
                .filter(file -> file.name().equals("vocab.txt"))
                .findFirst()
                .orElseThrow();
        assertEquals(FakeHub.hash("SHA-256", hub.files.get("vocab.txt")), vocabulary.sha256());
        assertEquals(
                pulled.folder(),
                Catalogue.of(List.of(entry))
                        .locate("org/name", new ModelFolders(List.of(), cache()))
                        .folder());
    }

    @Test
    void whatIsThereIsNotFetchedAgain() {
        pull(client());
        long before = hub.count("/hop/");
        pull(client());
        assertEquals(before, hub.count("/hop/"));
    }

    @Test
    void largeFilesComeInRanges() throws IOException {
        List<PullProgress> heard = Collections.synchronizedList(new ArrayList<>());
        client().pull(ID, null, heard::add, new Cancellation());
        assertEquals(8, hub.count("/hop/1/model.safetensors bytes="));
        PullProgress last = heard.get(heard.size() - 1);
        assertEquals(last.total(), last.done());
        assertTrue(heard.stream().allMatch(p -> p.done() <= p.total()));
    }

    static List<List<Mood>> passingMoods() {
        Mood busy = new Mood.Status(429, "Retry-After", "0");
        Mood broken = new Mood.Status(500, "X", "x");
        return List.of(
                List.of(new Mood.Cut(100), new Mood.Cut(2000), new Mood.Cut(0)),
                List.of(
                        busy,
                        broken,
                        new Mood.Status(503, "Retry-After", "Tue, 01 Jan 2030 00:00:00 GMT".replace("2030", "2020"))),
                List.of(new Mood.Stall(3000)),
                List.of(new Mood.WrongRange(), new Mood.WrongRange()),
                List.of(new Mood.NoRange()),
                List.of(new Mood.Corrupt()),
                List.of(new Mood.Cut(10), new Mood.Changed(), new Mood.Changed()));
    }

    @ParameterizedTest
    @MethodSource("passingMoods")
    void whatPassesIsOvercome(List<Mood> moods) throws IOException {
        hub.moods.addAll(moods);
        assertComplete(pull(client()));
    }

    @Test
    void aServerWithoutRangesIsReadInOneGo() throws IOException {
        hub.always = new Mood.NoRange();
        hub.moods.addAll(List.of(new Mood.NoRange(), new Mood.NoRange(), new Mood.Cut(50)));
        assertComplete(pull(client()));
    }

    static List<Mood> lastingMoods() {
        return List.of(
                new Mood.Cut(0),
                new Mood.Status(500, "X", "x"),
                new Mood.Status(429, "Retry-After", "0"),
                new Mood.WrongRange(),
                new Mood.Corrupt(),
                new Mood.Status(403, "X", "x"),
                new Mood.Status(416, "X", "x"));
    }

    @ParameterizedTest
    @MethodSource("lastingMoods")
    void whatLastsIsReportedAndLeavesNoModel(Mood mood) throws IOException {
        hub.always = mood;
        HubException failed = assertThrows(HubException.class, () -> pull(client()));
        assertTrue(failed.getMessage().length() > 20, failed.getMessage());
        assertEquals(
                List.of(),
                List.copyOf(new ModelFolders(List.of(), cache()).all().keySet()));
        assertFalse(Files.exists(cache().of(ID).resolve("refs/main")));
        hub.always = null;
        assertComplete(pull(client()));
    }

    @Test
    void corruptBytesAreNeverKept() throws IOException {
        hub.always = new Mood.Corrupt();
        HubException failed = refused(HubException.Kind.DAMAGED, () -> pull(client()));
        assertTrue(failed.getMessage().contains(FakeHub.hash("SHA-256", WEIGHTS)), failed.getMessage());
        assertNothingHalf();
    }

    @Test
    void aCutPullGoesOnWhereItStopped() throws IOException {
        hub.always = new Mood.Status(500, "X", "x");
        hub.moods.addAll(Collections.nCopies(4, new Mood.Cut(6000)));
        assertThrows(HubException.class, () -> pull(client()));
        long kept = kept();
        assertTrue(kept >= 6000, kept + " bytes were kept");
        hub.always = null;
        hub.requests.clear();
        assertComplete(pull(client()));
        long fetched = hub.requests.stream()
                .filter(request -> request.startsWith("/hop/"))
                .mapToLong(request -> {
                    String[] range = request.replaceAll(".*bytes=", "").split("-");
                    return Long.parseLong(range[1]) - Long.parseLong(range[0]) + 1;
                })
                .sum();
        assertEquals(WEIGHTS.length - kept, fetched);
    }

    /** How far the parts of the weights are, as the note beside them says. */
    private long kept() throws IOException {
        Path blobs = cache().of(ID).resolve("blobs");
        Path note = blobs.resolve(FakeHub.hash("SHA-256", WEIGHTS) + ".polyhead-note");
        return Files.readAllLines(note).stream()
                .skip(1)
                .mapToLong(Long::parseLong)
                .sum();
    }

    @Test
    void aNoteThatLiesIsFoundOut() throws IOException {
        Path blobs = Files.createDirectories(cache().of(ID).resolve("blobs"));
        Path blob = blobs.resolve(FakeHub.hash("SHA-256", WEIGHTS));
        Files.write(PartialFile.dataOf(blob), new byte[WEIGHTS.length]);
        Files.writeString(
                blob.resolveSibling(blob.getFileName() + ".polyhead-note"),
                WEIGHTS.length + " " + PART + "\n" + (PART + "\n").repeat(7) + "123\n");
        assertComplete(pull(client()));
    }

    @Test
    void aPullCanBeCancelledAndContinued() throws IOException {
        Cancellation cancellation = new Cancellation();
        refused(
                HubException.Kind.CANCELLED,
                () -> client().pull(
                                ID,
                                null,
                                progress -> {
                                    if (progress.file().endsWith(".safetensors") && progress.done() > PART) {
                                        cancellation.cancel();
                                    }
                                },
                                cancellation));
        assertTrue(new ModelFolders(List.of(), cache()).all().isEmpty());
        assertComplete(pull(client()));
    }

    @Test
    void aPullIsCancelledWhileTheHubIsSilent() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        HttpServer silent = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        silent.createContext("/", exchange -> asked.countDown());
        silent.start();
        try {
            Duration patience = Duration.ofMinutes(5);
            URI address = URI.create("http://127.0.0.1:" + silent.getAddress().getPort());
            HubSettings patient =
                    new HubSettings(address, null, cache(), false, 4, PART, 3, Duration.ofMillis(1), patience);
            Cancellation cancellation = new Cancellation();
            Future<Pulled> pull = CompletableFuture.supplyAsync(
                    () -> client(patient, Long.MAX_VALUE).pull(ID, null, progress -> {}, cancellation));
            asked.await();
            cancellation.cancel();
            ExecutionException failed = assertThrows(ExecutionException.class, () -> pull.get(20, TimeUnit.SECONDS));
            assertEquals(HubException.Kind.CANCELLED, ((HubException) failed.getCause()).kind());
        } finally {
            silent.stop(0);
        }
    }

    @Test
    void pullsAtOnceFetchEveryFileOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Future<Pulled>> pulls = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            pulls.add(threads.submit(() -> pull(client())));
        }
        for (Future<Pulled> pulled : pulls) {
            assertComplete(pulled.get());
        }
        threads.shutdown();
        assertEquals(8, hub.count("/hop/1/model.safetensors bytes="));
    }

    @Test
    void theTokenStaysWithTheHub() {
        hub.redirects = 3;
        Pulled pulled = pull(client(settings("hf_secret", false), Long.MAX_VALUE));
        assertTrue(Files.exists(pulled.folder()));
        assertEquals(List.of(), hub.tokensAtStorage);
        assertEquals(Set.of("Bearer hf_secret"), Set.copyOf(hub.tokensAtHub));
        assertFalse(settings("hf_secret", false).toString().contains("hf_secret"));
    }

    @Test
    void endlessRedirectsAreRefused() {
        hub.redirects = 40;
        HubException failed = refused(HubException.Kind.UNREACHABLE, () -> pull(client()));
        assertTrue(failed.getMessage().contains("redirects"), failed.getMessage());
    }

    @Test
    void redirectsLeadOnlyToTheWeb() {
        for (String to : List.of("file:///etc/passwd", "ftp://x/y", "", "http://", "::")) {
            hub.apiMoods.add(new Mood.Status(302, "Location", to));
            refused(HubException.Kind.UNREACHABLE, () -> pull(client()));
        }
    }

    @Test
    void gatedAndMissingModelsSayWhatToDo() {
        hub.apiMoods.add(new Mood.Status(403, "X-Error-Code", "GatedRepo"));
        String gated =
                refused(HubException.Kind.FORBIDDEN, () -> pull(client())).getMessage();
        assertTrue(gated.contains("terms") && gated.contains("HF_TOKEN"), gated);
        hub.apiMoods.add(new Mood.Status(401, "X-Error-Code", "RepoNotFound"));
        refused(HubException.Kind.NOT_FOUND, () -> pull(client()));
        refused(
                HubException.Kind.NOT_FOUND,
                () -> client().inspect(new ModelId("org/other"), null, new Cancellation()));
    }

    @Test
    void aHubThatAsksForHoursIsNotWaitedFor() {
        hub.apiMoods.add(new Mood.Status(429, "Retry-After", "36000"));
        String message =
                refused(HubException.Kind.RATE_LIMITED, () -> pull(client())).getMessage();
        assertTrue(message.contains("600 minutes"), message);
    }

    @Test
    void aFullDiskIsSeenBeforehand() throws IOException {
        HubException failed = refused(HubException.Kind.NO_SPACE, () -> pull(client(settings(null, false), 1000)));
        assertTrue(failed.getMessage().contains("70.2 kB"), failed.getMessage());
        assertEquals(0, hub.count("/hop/"));
        assertNothingHalf();
    }

    @Test
    void anUnknownFamilyIsRefusedBeforeItsWeightsAreFetched() {
        hub.files.put("config.json", "{\"model_type\": \"brt\"}".getBytes(StandardCharsets.UTF_8));
        HubModel seen = client().inspect(ID, null, new Cancellation());
        assertFalse(seen.supported());
        String message =
                refused(HubException.Kind.UNSUPPORTED, () -> pull(client())).getMessage();
        assertTrue(message.contains("brt") && message.contains("bert"), message);
        assertEquals(0, hub.count("/hop/"));
    }

    @Test
    void withoutSafetensorsTheRevisionThatHasThemIsNamed() {
        hub.files.remove("model.safetensors");
        hub.extra.put(
                "/api/models/org/name/refs",
                "{\"branches\": [{\"ref\": \"refs/heads/main\"}], \"pullRequests\": [{\"ref\": \"refs/pr/7\"}]}");
        hub.extra.put(
                "/api/models/org/name/revision/refs%2Fpr%2F7",
                "{\"siblings\": [{\"rfilename\": \"model.safetensors\"}]}");
        String message =
                refused(HubException.Kind.UNSUPPORTED, () -> pull(client())).getMessage();
        assertTrue(message.contains("polyhead models pull org/name@refs/pr/7"), message);
        assertTrue(message.contains("pickled"), message);
    }

    @Test
    void filesThatLeadOutOfTheFolderAreRefused() {
        for (String name : List.of("../config.json", "/etc/config.json", "a/../../x.json", "a\\\\b.json")) {
            hub.files.put(name, new byte[1]);
            assertThrows(HubException.class, () -> {
                HubModel model = client().inspect(ID, null, new Cancellation());
                throw model.files().stream().anyMatch(file -> file.name().equals(name))
                        ? new AssertionError(name)
                        : new HubException(HubException.Kind.UNSUPPORTED, "not wanted at all");
            });
            hub.files.remove(name);
        }
        assertThrows(HubException.class, () -> new HubFile("../x.json", 1, null, "0".repeat(40)));
        assertThrows(HubException.class, () -> new HubFile("a//b", 1, null, "0".repeat(40)));
        assertThrows(HubException.class, () -> new HubFile("x.json", 1, "../../etc", "0".repeat(40)));
    }

    @Test
    void offlineOpensNoSocket() {
        int[] asked = {0};
        Connector forbidden = (address, headers, cancellation) -> {
            asked[0]++;
            throw new IOException("a socket");
        };
        HubClient offline = new HubClient(settings(null, true), forbidden, Set::of, folder -> Long.MAX_VALUE);
        HubException refused = refused(HubException.Kind.OFFLINE, () -> pull(offline));
        assertTrue(refused.getMessage().contains("POLYHEAD_OFFLINE"), refused.getMessage());
        refused(HubException.Kind.OFFLINE, () -> offline.search("bert", 3));
        refused(HubException.Kind.OFFLINE, () -> pull(new HubClient(settings(null, true))));
        assertEquals(0, asked[0]);
        assertEquals(List.of(), hub.requests);
    }

    @Test
    void aSearchListsWhatTheHubFinds() {
        hub.extra.put("/api/models", """
                [{"id": "org/name", "pipeline_tag": "fill-mask", "downloads": 12, "likes": 3, "gated": "manual",
                  "tags": ["bert", "license:mit"]}, {"id": "../../odd"}, {"id": "org/bare"}]
                """);
        List<HubHit> hits = client().search("a b&c", 5);
        assertEquals(
                List.of(
                        new HubHit("org/name", "fill-mask", "mit", 12, 3, true),
                        new HubHit("org/bare", null, null, 0, 0, false)),
                hits);
        assertEquals(1, hub.count("search=a%20b%26c&limit=5"));
    }

    @Test
    void nonsenseFromTheHubIsReported() {
        for (String nonsense : List.of(
                "<html>",
                "{",
                "{}",
                "[]",
                "{\"sha\": \"x\", \"siblings\": [{\"rfilename\": \"model.safetensors\"}]}")) {
            hub.extra.put("/api/models/org/name/revision/main", nonsense);
            hub.extra.put("/api/models/org/name/refs", "{}");
            HubException failed = assertThrows(HubException.class, () -> pull(client()), nonsense);
            assertTrue(failed.getMessage().length() > 20, failed.getMessage());
        }
    }

    @Test
    void aHubThatIsNotThereIsReported() {
        HubSettings nowhere = new HubSettings(
                URI.create("http://127.0.0.1:1"),
                null,
                cache(),
                false,
                1,
                100,
                2,
                Duration.ofMillis(1),
                Duration.ofSeconds(1));
        HubException failed = refused(HubException.Kind.UNREACHABLE, () -> pull(client(nowhere, Long.MAX_VALUE)));
        assertTrue(failed.getMessage().contains("2 times"), failed.getMessage());
    }

    @Test
    void theEnvironmentSaysWhereAndWho() throws IOException {
        Path home = disk.resolve("home");
        HubSettings plain = HubSettings.of(Map.of(), home);
        assertEquals(URI.create("https://huggingface.co"), plain.endpoint());
        assertFalse(plain.offline());
        Files.createDirectories(home.resolve(".cache/huggingface"));
        Files.writeString(home.resolve(".cache/huggingface/token"), "hf_file\n");
        assertEquals("hf_file", HubSettings.of(Map.of(), home).token());
        HubSettings set = HubSettings.of(
                Map.of("HF_ENDPOINT", "https://mirror/", "HF_TOKEN", "hf_variable", "POLYHEAD_OFFLINE", "1"), home);
        assertEquals(URI.create("https://mirror"), set.endpoint());
        assertEquals("hf_variable", set.token());
        assertTrue(set.offline());
        assertTrue(HubSettings.of(Map.of("HF_HUB_OFFLINE", "True"), home).offline());
        assertThrows(IllegalArgumentException.class, () -> HubSettings.of(Map.of("HF_ENDPOINT", "ftp://x"), home));
    }

    @Test
    void proxiesComeFromTheEnvironment() {
        Proxies proxies = new Proxies(Map.of(
                "HTTPS_PROXY",
                "http://proxy.example:3128",
                "http_proxy",
                "plain.example:80",
                "NO_PROXY",
                "localhost,.intern.example"));
        assertTrue(proxies.select(URI.create("https://huggingface.co/x"))
                .get(0)
                .toString()
                .contains("proxy.example"));
        assertTrue(proxies.select(URI.create("http://huggingface.co/x"))
                .get(0)
                .toString()
                .contains("plain.example"));
        for (String exempt : List.of("https://localhost:1/", "https://a.intern.example/", "https://intern.example/")) {
            assertEquals(List.of(java.net.Proxy.NO_PROXY), proxies.select(URI.create(exempt)), exempt);
        }
        assertEquals(List.of(java.net.Proxy.NO_PROXY), new Proxies(Map.of()).select(URI.create("https://x/")));
    }
}
