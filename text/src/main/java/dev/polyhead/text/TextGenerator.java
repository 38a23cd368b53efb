package dev.polyhead.text;

import dev.polyhead.core.generation.Cancellation;
import dev.polyhead.core.generation.GenerationConfig;
import dev.polyhead.core.model.Blueprint;
import dev.polyhead.text.template.ChatTemplate;
import dev.polyhead.text.tokenizer.SpecialTokens;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Continues texts and answers in chats, with a causal model. Safe for concurrent use. */
public final class TextGenerator {
    private final TextModel text;
    private final Writing writing;
    private final @Nullable ChatTemplate template;

    /**
     * @throws UnsuitableModelException if the model does not continue texts
     * @throws dev.polyhead.text.template.TemplateException if its chat template cannot be read
     */
    public TextGenerator(TextModel text) {
        text.require(
                text.model().blueprint() instanceof Blueprint.DecoderOnly
                        && text.model().generates(),
                TextTask.TEXT_GENERATION);
        this.text = text;
        this.writing = new Writing(text);
        String jinja = text.tokenizer().settings().chatTemplate();
        this.template = jinja == null ? null : ChatTemplate.of(jinja);
    }

    /** The checkpoint's own options. */
    public GenerationConfig config() {
        return writing.base();
    }

    /** Most tokens of prompt and answer together. */
    public int contextLength() {
        return writing.model().contextLength();
    }

    /** Whether the checkpoint has a chat template. */
    public boolean chats() {
        return template != null;
    }

    /** Continues a text. */
    public Written complete(String prompt, WritingOptions options) {
        return complete(List.of(prompt), options, TextListener.NONE, new Cancellation())
                .get(0);
    }

    /**
     * Continues texts. Answers stand in the order of the prompts, those to one prompt side by side.
     *
     * @throws TooLongException if a prompt leaves no room in the model's context and must not be cut
     */
    public List<Written> complete(
            List<String> prompts, WritingOptions options, TextListener listener, Cancellation cancellation) {
        List<int[]> ids = prompts.stream()
                .map(prompt -> text.tokenizer().encode(prompt).ids())
                .toList();
        return completeTokens(ids, options, listener, cancellation);
    }

    /** Continues texts that are already tokens of this model. */
    public List<Written> completeTokens(
            List<int[]> prompts, WritingOptions options, TextListener listener, Cancellation cancellation) {
        List<int[]> fitting = new ArrayList<>();
        int limit = contextLength();
        for (int[] ids : prompts) {
            if (ids.length >= limit && !options.truncate()) {
                throw new TooLongException(ids.length, limit - 1);
            }
            fitting.add(ids.length >= limit ? Arrays.copyOfRange(ids, ids.length - limit / 2, ids.length) : ids);
        }
        int[] read = fitting.stream().mapToInt(ids -> ids.length).toArray();
        return writing.write(fitting, null, List.of(), read, options, listener, cancellation);
    }

    /**
     * Answers in a chat.
     *
     * @throws UnsuitableModelException if the checkpoint has no chat template
     * @throws dev.polyhead.text.template.TemplateException if its template refuses the messages
     */
    public List<Written> chat(
            List<ChatMessage> messages, WritingOptions options, TextListener listener, Cancellation cancellation) {
        int[] ids = text.tokenizer().ids(prompt(messages));
        return completeTokens(List.of(ids), options, listener, cancellation);
    }

    /** Answers in a chat. */
    public Written chat(List<ChatMessage> messages, WritingOptions options) {
        return chat(messages, options, TextListener.NONE, new Cancellation()).get(0);
    }

    /** The prompt that the chat template makes of messages. */
    public String prompt(List<ChatMessage> messages) {
        if (template == null) {
            throw new UnsuitableModelException(
                    "'%s' has no chat template, so it was not trained to chat. Use completion, or an instruct model."
                            .formatted(text.model().folder().getFileName()));
        }
        if (messages.isEmpty()) {
            throw new IllegalArgumentException("There are no messages. Give at least one.");
        }
        Map<String, Object> variables = new LinkedHashMap<>();
        SpecialTokens special = text.tokenizer().special();
        put(variables, "bos_token", special.bos());
        put(variables, "eos_token", special.eos());
        put(variables, "unk_token", special.unk());
        put(variables, "sep_token", special.sep());
        put(variables, "pad_token", special.pad());
        put(variables, "cls_token", special.cls());
        put(variables, "mask_token", special.mask());
        variables.put(
                "messages", messages.stream().map(TextGenerator::variables).toList());
        variables.put("add_generation_prompt", true);
        return template.render(variables);
    }

    private static Map<String, Object> variables(ChatMessage message) {
        Map<String, Object> variables = new LinkedHashMap<>();
        variables.put("role", message.role());
        variables.put("content", message.content());
        put(variables, "name", message.name());
        return variables;
    }

    private static void put(Map<String, Object> variables, String name, @Nullable String token) {
        if (token != null) {
            variables.put(name, token);
        }
    }
}
