package dev.polyhead.webapp.composition;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.polyhead.music.MidiFile;
import dev.polyhead.music.Note;
import dev.polyhead.music.Score;
import dev.polyhead.webapp.Http;
import dev.polyhead.webapp.ServerTest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Value;
import tools.jackson.databind.JsonNode;

@ServerTest
class CompositionControllerTest {
    private static final String PATH = "/api/compositions";
    private final Http http;

    CompositionControllerTest(@Value("${local.server.port}") int port) {
        http = new Http(port);
    }

    private byte[] tune = {};

    @BeforeEach
    void writeATune() {
        tune = MidiFile.write(
                Score.of(List.of(new Note(0, 0.5, 60, 80, 0), new Note(0.5, 1, 62, 80, 0), new Note(1, 2, 64, 80, 0))));
    }

    @Test
    void aPieceIsComposedAndFetchedInEveryFormat() throws InterruptedException {
        JsonNode job = done(post("{\"seconds\": 4, \"seed\": 7, \"title\": \"Morning\"}"));
        JsonNode result = job.get("result");
        String id = job.get("id").asString();
        assertEquals(id, result.get("id").asString());
        assertEquals(7, result.get("seed").asInt());
        assertEquals(4, result.get("seconds").asDouble(), 0.01);
        assertTrue(result.get("notes").asInt() > 0);
        assertTrue(http.get(PATH + "/" + id + ".mid").body().startsWith("MThd"));
        assertTrue(http.get(PATH + "/" + id + ".wav").body().startsWith("RIFF"));
        JsonNode piece = Http.json(http.get(PATH + "/" + id + ".json"));
        assertEquals(result.get("notes").asInt(), piece.get("notes").size());
        JsonNode first = piece.get("events").get(0);
        assertTrue(first.has("time") && first.has("type") && first.has("note") && first.has("velocity"));
        JsonNode attention = Http.json(http.get(PATH + "/" + id + "/attention"));
        assertTrue(attention.get("lines").size() > 0);
    }

    @Test
    void theSameSeedGivesTheSamePiece() throws InterruptedException {
        String once = done(post("{\"seconds\": 2, \"seed\": 3}")).get("id").asString();
        String twice = done(post("{\"seconds\": 2, \"seed\": 3}")).get("id").asString();
        assertEquals(
                http.get(PATH + "/" + once + ".json").body(),
                http.get(PATH + "/" + twice + ".json").body());
    }

    @Test
    void aMidiFileIsContinuedAndThenContinuedFromAnyMoment() throws InterruptedException {
        Http.Form form = new Http.Form()
                .file("primer", "tune.mid", tune)
                .field("seconds", "2")
                .field("seed", "1");
        JsonNode continued = done(http.post(PATH, form));
        assertEquals("tune, continued", continued.get("title").asString());
        assertEquals(4, continued.get("result").get("seconds").asDouble(), 0.02);
        String from = continued.get("id").asString();
        JsonNode piece = Http.json(http.get(PATH + "/" + from + ".json"));
        assertEquals(2, piece.get("tracks").size());
        assertEquals(0, piece.get("notes").get(0).get("track").asInt());
        assertEquals("Continued", piece.get("tracks").get(1).asString());
        JsonNode again = done(post("{\"seconds\": 2, \"from\": \"%s\", \"at\": 1.5}".formatted(from)));
        assertEquals(3.5, again.get("result").get("seconds").asDouble(), 0.02);
        assertError(400, "at", post("{\"from\": \"%s\", \"at\": -1}".formatted(from)));
    }

    @Test
    void candidatesAreSeparatePieces() throws InterruptedException {
        JsonNode job = done(post("{\"seconds\": 2, \"seed\": 5, \"candidates\": 2}"));
        assertEquals(2, job.get("result").get("candidates").size());
        String id = job.get("id").asString();
        assertEquals(
                6,
                Http.json(http.get(PATH + "/" + id + ".json?candidate=1"))
                        .get("seed")
                        .asInt());
        assertTrue(http.get(PATH + "/" + id + ".mid?candidate=1")
                .headers()
                .firstValue("Content-Disposition")
                .orElseThrow()
                .contains("-2.mid"));
        assertEquals(404, http.get(PATH + "/" + id + ".mid?candidate=2").statusCode());
    }

    @Test
    void notesStreamAsTheyAreMade() throws InterruptedException {
        HttpResponse<String> submitted = post("{\"seconds\": 3, \"seed\": 8}");
        String id = Http.json(submitted).get("id").asString();
        String events = http.get("/api/jobs/" + id + "/events").body();
        JsonNode job = done(submitted);
        long ons = events.lines().filter(line -> line.contains("\"note_on\"")).count();
        assertTrue(
                ons == 0 || ons == job.get("result").get("notes").asInt(), "streamed " + ons); // 0: it was done before
    }

    @Test
    void piecesAreListedRenamedAndRemoved() throws InterruptedException {
        String id = done(post("{\"seconds\": 1, \"seed\": 2}")).get("id").asString();
        JsonNode list = Http.json(http.get(PATH)).get("compositions");
        assertTrue(list.toString().contains(id));
        assertEquals(204, http.send("DELETE", PATH + "/" + id).statusCode());
        assertEquals(404, http.get(PATH + "/" + id).statusCode());
    }

    @Test
    void absurdWishesAreRefusedWithTheField() {
        assertError(400, "seconds", post("{\"seconds\": -1}"));
        assertError(400, "seconds", post("{\"seconds\": 1e9}"));
        assertError(400, "temperature", post("{\"temperature\": -3}"));
        assertError(400, "topP", post("{\"topP\": 0}"));
        assertError(400, "maxEvents", post("{\"maxEvents\": 0}"));
        assertError(400, "candidates", post("{\"candidates\": 5}"));
        assertError(400, "tempo", post("{\"tempo\": 1}"));
        assertError(400, "key", post("{\"key\": \"H major\"}"));
        assertError(400, "seed", post("{\"seed\": \"x\"}"));
        assertError(400, "loudness", post("{\"loudness\": 1}"));
        assertError(400, "primer", post("{\"primer\": \"tune.mid\"}"));
        assertError(400, "candidate", post("{\"candidate\": 1}"));
        assertError(400, "maxPolyphony", post("{\"maxPolyphony\": 0}"));
        assertError(400, "maxNoteSeconds", post("{\"maxNoteSeconds\": 0}"));
        assertError(400, "model", post("{\"model\": \"whisper-base\"}"));
        assertError(404, "model", post("{\"model\": \"no-such-model\"}"));
    }

    @Test
    void whatCannotBeContinuedIsRefusedWithTheReason() {
        byte[] text = "This is no music.".getBytes(StandardCharsets.UTF_8);
        assertError(415, "primer", http.post(PATH, new Http.Form().file("primer", "song.mid", text)));
        assertError(415, "primer", http.post(PATH, new Http.Form().file("primer", "song.txt", text)));
        assertError(400, "primer", http.post(PATH, new Http.Form().file("primer", "song.mid", new byte[0])));
        byte[] noTracks = {'M', 'T', 'h', 'd', 0, 0, 0, 6, 0, 1, 0, 0, 0, 96};
        assertError(422, "primer", http.post(PATH, new Http.Form().file("primer", "song.mid", noTracks)));
        assertError(422, "primer", http.post(PATH, new Http.Form().file("primer", "hum.wav", silence())));
    }

    @Test
    void thePageOffersEveryKeyAndShowsThePiece() throws InterruptedException {
        String page = http.get("/compose").body();
        assertTrue(page.contains("F# minor") && page.contains("compose-form"), page);
        String id = done(post("{\"seconds\": 1, \"seed\": 4}")).get("id").asString();
        assertTrue(http.get("/compose/" + id).body().contains("data-piece=\"" + id + "\""));
    }

    private static byte[] silence() {
        byte[] wav = new byte[44 + 64_000];
        byte[] head = {
            'R',
            'I',
            'F',
            'F',
            0x24,
            (byte) 0xfa,
            0,
            0,
            'W',
            'A',
            'V',
            'E',
            'f',
            'm',
            't',
            ' ',
            16,
            0,
            0,
            0,
            1,
            0,
            1,
            0,
            (byte) 0x80,
            0x3e,
            0,
            0,
            0,
            0x7d,
            0,
            0,
            2,
            0,
            16,
            0,
            'd',
            'a',
            't',
            'a',
            0,
            (byte) 0xfa,
            0,
            0
        };
        System.arraycopy(head, 0, wav, 0, head.length);
        return wav;
    }

    private HttpResponse<String> post(String json) {
        return http.post(PATH, "application/json", json);
    }

    private JsonNode done(HttpResponse<String> submitted) throws InterruptedException {
        assertEquals(202, submitted.statusCode(), submitted.body());
        String id = Http.json(submitted).get("id").asString();
        for (int i = 0; i < 600; i++) {
            JsonNode job = Http.json(http.get("/api/jobs/" + id));
            if (job.get("state").asString().equals("done")) {
                return job;
            }
            assertTrue(job.get("error").isNull(), job.toString());
            Thread.sleep(100);
        }
        throw new AssertionError("The job " + id + " did not end.");
    }

    private static void assertError(int status, String field, HttpResponse<String> response) {
        assertEquals(status, response.statusCode(), response.body());
        assertEquals(
                field, Http.json(response).get("errors").get(0).get("field").asString(), response.body());
    }
}
