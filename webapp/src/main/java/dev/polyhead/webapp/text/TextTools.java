package dev.polyhead.webapp.text;

import dev.polyhead.core.generation.GenerationConfig;
import dev.polyhead.core.model.LabelScore;
import dev.polyhead.text.ChatMessage;
import dev.polyhead.text.MaskFiller;
import dev.polyhead.text.Rewriter;
import dev.polyhead.text.TextClassifier;
import dev.polyhead.text.TextEmbedder;
import dev.polyhead.text.TextGenerator;
import dev.polyhead.text.TextModel;
import dev.polyhead.text.WritingOptions;
import dev.polyhead.text.Written;
import dev.polyhead.text.ZeroShotTextClassifier;
import dev.polyhead.webapp.errors.ApiException;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/** Does what the forms of the page Text ask for. */
@Component
class TextTools {
    private static final int ANSWER_TOKENS = 512;
    private static final int MOST_TEXTS = 40;
    private static final int SHOWN = 10;

    private final TextModels models;

    TextTools(TextModels models) {
        this.models = models;
    }

    /** A conversation with its newest answer, for readers without JavaScript. */
    record Chat(List<ChatMessage> messages) {}

    /** Words for each mask. */
    record Fills(List<List<MaskFiller.Fill>> masks) {}

    /** Labels, best first. */
    record Labelled(List<LabelScore> labels) {}

    /** A summary or a translation. */
    record Rewritten(String text, int tokens) {}

    /** @return one of the records above, or a {@link Comparison} */
    Object run(TextTool tool, TextForm form, String model) {
        return models.<Object>with(model, text -> switch (tool) {
            case CHAT -> chat(text, form);
            case COMPARE -> compare(text, form);
            case FILL -> fill(new MaskFiller(text), form.getText());
            case CLASSIFY -> classify(text, form);
            case SUMMARIZE -> rewritten(new Rewriter(text).summarize(form.getText(), options()));
            case TRANSLATE -> rewritten(translated(new Rewriter(text), form));
        });
    }

    private static Written translated(Rewriter rewriter, TextForm form) {
        return rewriter.choosesLanguages()
                ? rewriter.translate(form.getText(), form.getSource(), form.getTarget(), options())
                : rewriter.translate(form.getText(), null, null, options());
    }

    private static WritingOptions options() {
        return WritingOptions.defaults().adjusted(TextTools::bounded).truncating(true);
    }

    /** A checkpoint that sets no length would stop after 20 tokens. */
    private static GenerationConfig bounded(GenerationConfig config) {
        return config.maxLength() == null && config.maxNewTokens() == null
                ? config.withMaxNewTokens(ANSWER_TOKENS)
                : config;
    }

    private static Chat chat(TextModel text, TextForm form) {
        List<ChatMessage> messages = new ArrayList<>();
        for (int i = 0; i < Math.min(form.getRole().size(), form.getContent().size()); i++) {
            messages.add(
                    new ChatMessage(form.getRole().get(i), form.getContent().get(i)));
        }
        messages.add(new ChatMessage("user", form.getText()));
        TextGenerator generator = new TextGenerator(text);
        WritingOptions options = WritingOptions.defaults().adjusted(config -> config.withMaxNewTokens(ANSWER_TOKENS));
        Written answer =
                generator.chats() ? generator.chat(messages, options) : generator.complete(form.getText(), options);
        messages.add(new ChatMessage("assistant", answer.text()));
        return new Chat(messages);
    }

    private static Comparison compare(TextModel text, TextForm form) {
        List<String> lines = form.lines();
        if (lines.size() < 2 || lines.size() > MOST_TEXTS) {
            throw ApiException.badRequest(
                    "text",
                    "%d texts cannot be compared. Write 2 to %d, one a line.".formatted(lines.size(), MOST_TEXTS));
        }
        List<float[]> vectors = new TextEmbedder(text)
                .embed(lines, TextEmbedder.Options.defaults().truncating())
                .vectors();
        return Comparison.of(lines, vectors);
    }

    /** People write the gap as the page's example does, whatever the model's own token for it is. */
    private static Fills fill(MaskFiller filler, String text) {
        String own = text.contains(filler.mask()) ? text : text.replace("[MASK]", filler.mask());
        return new Fills(filler.fill(own, SHOWN, List.of(), false));
    }

    private static Labelled classify(TextModel text, TextForm form) {
        List<String> own = form.ownLabels();
        if (own.isEmpty()) {
            return new Labelled(new TextClassifier(text).classify(form.getText(), SHOWN, true));
        }
        ZeroShotTextClassifier classifier = new ZeroShotTextClassifier(text);
        return new Labelled(
                classifier.classify(form.getText(), own, ZeroShotTextClassifier.TEMPLATE, form.isSeveral(), true));
    }

    private static Rewritten rewritten(Written written) {
        return new Rewritten(written.text(), written.tokens().size());
    }
}
