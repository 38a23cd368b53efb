package dev.polyhead.text.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.polyhead.text.SharedData;
import dev.polyhead.text.tokenizer.TokenizerSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Templates against what Jinja 3.1 prints with transformers' settings; the file was written by that library. */
class ChatTemplateTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    record Case(String name, String template, Map<String, Object> variables, String expected) {}

    @TestFactory
    Stream<DynamicTest> templatesPrintWhatTheReferencePrints() throws IOException {
        try (InputStream in = ChatTemplateTest.class.getResourceAsStream("/chat_templates.json")) {
            List<Case> cases = JSON.readValue(in, new TypeReference<>() {});
            return cases.stream()
                    .map(test -> DynamicTest.dynamicTest(
                            test.name(),
                            () -> assertEquals(
                                    test.expected(),
                                    ChatTemplate.of(test.template()).render(test.variables()))));
        }
    }

    /** Templates as models carry them: Llama 2 to 3.1, Mistral, Qwen 2.5 and 3, Gemma, Phi, Zephyr, SmolLM2, ChatML. */
    record OfModels(String source, Map<String, String> templates, List<ModelCase> cases) {}

    /** @param expected null where the template refuses the messages */
    record ModelCase(
            String name,
            String template,
            Map<String, Object> variables,
            @Nullable String expected) {}

    @TestFactory
    Stream<DynamicTest> templatesOfCommonModelsPrintWhatTransformersPrints() throws IOException {
        try (InputStream in = ChatTemplateTest.class.getResourceAsStream("/chat_templates_of_models.json")) {
            OfModels models = JSON.readValue(in, OfModels.class);
            assertEquals(13, models.templates().size());
            return models.cases().stream()
                    .map(test -> DynamicTest.dynamicTest(test.name(), () -> {
                        ChatTemplate template =
                                ChatTemplate.of(models.templates().get(test.template()));
                        if (test.expected() == null) {
                            assertThrows(TemplateException.class, () -> template.render(test.variables()));
                        } else {
                            assertEquals(test.expected(), template.render(test.variables()));
                        }
                    }));
        }
    }

    @Test
    void smolLmsPromptsAreThoseOfTheReference() throws IOException {
        String template = TokenizerSettings.read(SharedData.checkpoint("SmolLM2-135M-Instruct"))
                .chatTemplate();
        String oracle = Files.readString(SharedData.path("data/oracles/smollm2_reference.json"));
        JSON.readTree(oracle).path("answers").forEach(answer -> {
            List<Map<String, Object>> messages = JSON.convertValue(answer.path("messages"), new TypeReference<>() {});
            assertEquals(
                    answer.path("prompt").asString(),
                    ChatTemplate.of(template).render(Map.of("messages", messages, "add_generation_prompt", true)));
        });
    }

    @Test
    void whatIsNotKnownIsRefusedByName() {
        assertRefused("{% include 'x' %}", "include");
        assertRefused("{{ 'x' | wordwrap }}", "wordwrap");
        assertRefused("{% if 1 is filter %}{% endif %}", "filter");
        assertRefused("{{ missing + 'x' }}", "missing");
        assertRefused("{{ nobody() }}", "nobody");
        assertRefused("{% for x in [1] %}", "endfor");
        assertRefused("{{ 1 + }}", "end of the tag");
        assertRefused("{% endif %}", "endif");
    }

    @Test
    void aTemplateCanRefuseTheMessages() {
        assertRefused("{{ raise_exception('Roles must alternate') }}", "Roles must alternate");
    }

    @Test
    void aTemplateThatNeverEndsIsRefused() {
        String loops = "{% for a in range(50000) %}{% for b in range(50000) %}{% endfor %}{% endfor %}";
        assertRefused(loops, "steps");
        assertRefused("{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}", "end");
        String doubles = "{% set n = namespace(x='ab') %}{% for i in range(99) %}{% set n.x = n.x + n.x %}{% endfor %}";
        assertRefused(doubles, "too long");
        assertRefused("{{ 'ab' * 2000000000 }}", "too long");
        assertRefused("{{ " + "(".repeat(100_000) + "1" + ")".repeat(100_000) + " }}", "deep");
    }

    @Test
    void datesComeFromTheClock() {
        Clock clock = Clock.fixed(Instant.parse("2026-03-05T14:07:09Z"), ZoneOffset.UTC);
        String date = "{{ strftime_now('%d %b %Y %H:%M, %A') }}";
        assertEquals("05 Mar 2026 14:07, Thursday", ChatTemplate.of(date, clock).render(Map.of()));
    }

    private static void assertRefused(String template, String because) {
        TemplateException e = assertThrows(
                TemplateException.class, () -> ChatTemplate.of(template).render(Map.of()));
        assertTrue(e.getMessage().contains(because), e.getMessage());
    }
}
