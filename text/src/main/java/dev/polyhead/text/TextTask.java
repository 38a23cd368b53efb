package dev.polyhead.text;

/** What a text model is made for, under the names of Hugging Face's task API. */
public enum TextTask {
    /** A vector for a text. */
    FEATURE_EXTRACTION("feature-extraction"),
    /** Words for a mask. */
    FILL_MASK("fill-mask"),
    /** Labels for a text; with labels that speak of entailment also for labels of one's own. */
    TEXT_CLASSIFICATION("text-classification"),
    /** Labels for the words of a text. */
    TOKEN_CLASSIFICATION("token-classification"),
    /** The part of a text that answers a question. */
    QUESTION_ANSWERING("question-answering"),
    /** The continuation of a text. */
    TEXT_GENERATION("text-generation"),
    /** A text made from another: a summary, a translation. */
    TEXT2TEXT_GENERATION("text2text-generation");

    private final String id;

    TextTask(String id) {
        this.id = id;
    }

    /** @return the task's name in Hugging Face's API */
    public String id() {
        return id;
    }
}
