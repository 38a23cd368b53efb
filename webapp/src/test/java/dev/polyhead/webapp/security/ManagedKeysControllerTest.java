package dev.polyhead.webapp.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.polyhead.webapp.Http;
import dev.polyhead.webapp.ServerTest;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import tools.jackson.databind.JsonNode;

/** Keys made, used and withdrawn over REST, in a server that was open before. */
@ServerTest
@DirtiesContext
class ManagedKeysControllerTest {
    private final Http http;
    private final JdbcClient database;
    private String admin = "";

    ManagedKeysControllerTest(@LocalServerPort int port, @Autowired JdbcClient database) {
        this.http = new Http(port);
        this.database = database;
    }

    @BeforeEach
    void openWithOneAdminKey() {
        database.sql("delete from access_key").update();
        database.sql("delete from login").update();
        admin = made("{\"name\":\"the boss\",\"scope\":\"admin\"}");
    }

    @Test
    void theFirstKeyClosesTheServer() {
        assertThat(http.get("/api/jobs").statusCode()).isEqualTo(401);
        assertThat(http.get("/api/jobs", bearer(admin)).statusCode()).isEqualTo(200);
    }

    @Test
    void theFirstKeyMustOpenEverythingForEver() {
        database.sql("delete from access_key").update();
        assertThat(post("{\"name\":\"reader\",\"scope\":\"read\"}").statusCode())
                .isEqualTo(400);
        assertThat(post("{\"name\":\"boss\",\"scope\":\"admin\",\"expires\":\"1d\"}")
                        .statusCode())
                .isEqualTo(400);
        assertThat(http.get("/api/jobs").statusCode()).isEqualTo(200);
    }

    @Test
    void aKeyIsShownOnceAndKeptAsAHash() {
        assertThat(admin).hasSize(43);
        assertThat(http.get("/api/keys", bearer(admin)).body())
                .contains("the boss")
                .doesNotContain(admin)
                .doesNotContain("\"key\"");
        String stored =
                database.sql("select hash from access_key").query(String.class).single();
        assertThat(stored).hasSize(64).doesNotContain(admin);
    }

    @Test
    void aReaderReadsAndAWriterWrites() {
        String reader = made("{\"name\":\"reader\",\"scope\":\"read\"}", bearer(admin));
        String writer = made("{\"name\":\"writer\",\"scope\":\"write\"}", bearer(admin));
        assertThat(http.get("/api/jobs", bearer(reader)).statusCode()).isEqualTo(200);
        HttpResponse<String> refused =
                http.post("/api/collections", "application/json", "{\"name\":\"mine\"}", bearer(reader));
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("scope 'write'").contains("yours has 'read'");
        assertThat(http.post("/api/collections", "application/json", "{\"name\":\"mine\"}", bearer(writer))
                        .statusCode())
                .isEqualTo(201);
        for (String key : new String[] {reader, writer}) {
            assertThat(http.get("/api/keys", bearer(key)).statusCode()).isEqualTo(403);
            assertThat(http.post("/api/models/unload", "application/json", "{\"id\":\"a\"}", bearer(key))
                            .statusCode())
                    .isEqualTo(403);
            assertThat(http.get("/actuator/prometheus", bearer(key)).statusCode())
                    .isEqualTo(403);
        }
        assertThat(http.get("/actuator/prometheus", bearer(admin)).statusCode()).isEqualTo(200);
    }

    @Test
    void underV1ARefusalHasTheEnvelopeOfOpenAi() {
        HttpResponse<String> answer = http.get("/v1/models", bearer("wrong"));
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(Http.json(answer).at("/error/type").asString()).isEqualTo("authentication_error");
    }

    @Test
    void anExpiredKeyOpensNothing() {
        String guest = made("{\"name\":\"guest\",\"scope\":\"read\",\"expires\":\"90d\"}", bearer(admin));
        assertThat(http.get("/api/jobs", bearer(guest)).statusCode()).isEqualTo(200);
        database.sql("update access_key set expires_at = timestamp '2001-01-01 00:00:00' where name = 'guest'")
                .update();
        assertThat(http.get("/api/jobs", bearer(guest)).statusCode()).isEqualTo(401);
        assertThat(http.get("/api/keys", bearer(admin)).body()).contains("\"expired\"");
    }

    @Test
    void aRevokedKeyOpensNothingNorDoItsLogins() {
        HttpResponse<String> answer = post("{\"name\":\"guest\",\"scope\":\"write\"}", bearer(admin));
        JsonNode guest = Http.json(answer);
        String key = guest.path("key").asString();
        Http.FormToken form = http.formOf("/login");
        HttpResponse<String> login = http.post(
                "/login",
                "application/x-www-form-urlencoded",
                "key=" + URLEncoder.encode(key, StandardCharsets.UTF_8) + "&next=/models&_csrf=" + form.field(),
                "Cookie",
                form.cookie());
        assertThat(login.headers().firstValue("Location").orElse("")).endsWith("/models");
        String cookie = login.headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];
        HttpResponse<String> page = http.get("/models", "Accept", "text/html", "Cookie", cookie);
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).doesNotContain("href=\"/keys\"");
        assertThat(http.get("/keys", "Accept", "text/html", "Cookie", cookie).statusCode())
                .isEqualTo(403);

        HttpResponse<String> revoked =
                http.send("DELETE", "/api/keys/" + guest.path("id").asString(), bearer(admin));
        assertThat(Http.json(revoked).path("state").asString()).isEqualTo("revoked");
        assertThat(http.get("/api/jobs", bearer(key)).statusCode()).isEqualTo(401);
        assertThat(http.get("/models", "Accept", "text/html", "Cookie", cookie).statusCode())
                .isEqualTo(302);
    }

    @Test
    void theLastAdminKeyIsNotRevoked() {
        HttpResponse<String> answer = http.send("DELETE", "/api/keys/the%20boss", bearer(admin));
        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.body()).contains("last admin key");
        made("{\"name\":\"deputy\",\"scope\":\"admin\"}", bearer(admin));
        assertThat(http.send("DELETE", "/api/keys/the%20boss", bearer(admin)).statusCode())
                .isEqualTo(200);
    }

    @Test
    void nonsenseIsRefusedByName() {
        assertThat(post("{\"scope\":\"read\"}", bearer(admin)).body()).contains("needs a name");
        assertThat(post("{\"name\":\"a\\nb\"}", bearer(admin)).statusCode()).isEqualTo(400);
        assertThat(post("{\"name\":\"a\",\"scope\":\"root\"}", bearer(admin)).body())
                .contains("'root' is no scope");
        assertThat(post("{\"name\":\"a\",\"expires\":\"soon\"}", bearer(admin)).body())
                .contains("'soon' is no time");
        assertThat(post("{\"name\":\"a\",\"expires\":\"2001-01-01T00:00:00Z\"}", bearer(admin))
                        .body())
                .contains("expired already");
        assertThat(post("{\"name\":\"the boss\"}", bearer(admin)).body()).contains("already");
        assertThat(http.send("DELETE", "/api/keys/nobody", bearer(admin)).statusCode())
                .isEqualTo(404);
    }

    @Test
    void thePageMakesAKeyAndShowsItOnce() {
        database.sql("delete from access_key").update();
        Http.FormToken form = http.formOf("/keys");
        HttpResponse<String> answer = http.post(
                "/keys",
                "application/x-www-form-urlencoded",
                "name=<script>alert(1)</script>&scope=admin&_csrf=" + form.field(),
                "Accept",
                "text/html",
                "Cookie",
                form.cookie());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("id=\"made-key\"").doesNotContain("<script>alert");
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
        String key = answer.body().replaceAll("(?s).*id=\"made-key\"[^>]*>([^<]+)<.*", "$1");
        assertThat(http.get("/api/keys", bearer(key)).statusCode()).isEqualTo(200);
    }

    private HttpResponse<String> post(String json, String... headers) {
        return http.post("/api/keys", "application/json", json, headers);
    }

    private String made(String json, String... headers) {
        HttpResponse<String> answer = post(json, headers);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return Http.json(answer).path("key").asString();
    }

    private static String[] bearer(String key) {
        return new String[] {"Authorization", "Bearer " + key};
    }
}
