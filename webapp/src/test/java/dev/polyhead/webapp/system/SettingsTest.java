package dev.polyhead.webapp.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the documents say of settings. */
class SettingsTest {
    @Test
    void everySettingStandsInTheDocumentsWithItsDefault() throws IOException {
        List<String> written = Files.readAllLines(Path.of("..", "docs", "settings.md")).stream()
                .filter(line -> line.startsWith("| `polyhead."))
                .toList();
        List<String> settings = new ArrayList<>();
        for (JsonNode setting : metadata().path("properties")) {
            JsonNode byDefault = setting.path("defaultValue");
            settings.add("| `%s` | %s | %s |"
                    .formatted(
                            setting.path("name").asString(),
                            byDefault.isMissingNode() ? "" : "`" + byDefault.asString() + "`",
                            setting.path("description").asString().replaceAll("\\{@code ([^}]*)}", "`$1`")));
        }
        Collections.sort(settings);
        assertThat(settings).isNotEmpty();
        assertThat(written).isEqualTo(settings);
    }

    private static JsonNode metadata() throws IOException {
        try (InputStream in =
                PolyheadProperties.class.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
            return new JsonMapper().readTree(Objects.requireNonNull(in));
        }
    }
}
