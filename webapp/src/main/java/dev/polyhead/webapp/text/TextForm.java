package dev.polyhead.webapp.text;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the forms of the page Text send. */
final class TextForm {
    private String tool = "chat";
    private String model = "";
    private String text = "";
    private String labels = "";
    private boolean several;
    private String source = "en";
    private String target = "de";
    private List<String> role = new ArrayList<>();
    private List<String> content = new ArrayList<>();

    public String getTool() {
        return tool;
    }

    public void setTool(String tool) {
        this.tool = tool;
    }

    public String getModel() {
        return model;
    }

    public void setModel(String model) {
        this.model = model;
    }

    /** The text; for a comparison one a line. */
    public String getText() {
        return text;
    }

    public void setText(@Nullable String text) {
        this.text = text == null ? "" : text.replace("\r\n", "\n");
    }

    /** Labels of one's own, with commas between them. */
    public String getLabels() {
        return labels;
    }

    public void setLabels(String labels) {
        this.labels = labels;
    }

    /** Whether several labels may hold. */
    public boolean isSeveral() {
        return several;
    }

    public void setSeveral(boolean several) {
        this.several = several;
    }

    public String getSource() {
        return source;
    }

    public void setSource(String source) {
        this.source = source;
    }

    public String getTarget() {
        return target;
    }

    public void setTarget(String target) {
        this.target = target;
    }

    /** Who said what before, in a chat without JavaScript. */
    public List<String> getRole() {
        return role;
    }

    public void setRole(List<String> role) {
        this.role = role;
    }

    public List<String> getContent() {
        return content;
    }

    public void setContent(List<String> content) {
        this.content = content;
    }

    List<String> lines() {
        return text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    }

    List<String> ownLabels() {
        return List.of(labels.split(",")).stream()
                .map(String::strip)
                .filter(label -> !label.isEmpty())
                .toList();
    }
}
