package dev.polyhead.webapp.text;

import java.util.List;
import java.util.Locale;

/** One form of the page Text. */
enum TextTool {
    CHAT("text-generation"),
    COMPARE("feature-extraction"),
    FILL("fill-mask"),
    CLASSIFY("text-classification"),
    SUMMARIZE("summarization", "text2text-generation"),
    TRANSLATE("translation", "text2text-generation");

    private final List<String> tasks;

    TextTool(String... tasks) {
        this.tasks = List.of(tasks);
    }

    /** The tasks of the models that can do it. */
    List<String> tasks() {
        return tasks;
    }

    /** The task that names it best. */
    public String task() {
        return tasks.get(0);
    }

    /** As it stands in addresses and message keys. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The tool of a word; chat if there is none. */
    static TextTool of(String word) {
        for (TextTool tool : values()) {
            if (tool.word().equals(word)) {
                return tool;
            }
        }
        return CHAT;
    }
}
