package dev.polyhead.core.model;

/** What the inputs and outputs of graphs are called; Hugging Face's names where it has one. */
final class GraphNames {
    static final String ATTENTION_MASK = "attention_mask";
    static final String GLOBAL_ATTENTION_MASK = "global_attention_mask";
    static final String DECODER_ATTENTION_MASK = "decoder_attention_mask";
    static final String TOKEN_TYPES = "token_type_ids";
    static final String LAST_HIDDEN_STATE = "last_hidden_state";
    static final String ENCODER_LAST_HIDDEN_STATE = "encoder_last_hidden_state";
    static final String MEAN_POOLED = "mean_pooled_normalized";
    static final String HIDDEN_STATES = "hidden_states";
    static final String ATTENTIONS = "attentions";
    static final String CROSS_ATTENTIONS = "cross_attentions";
    static final String LOGITS = "logits";
    /** Tokens that a row of the cache holds. */
    static final String BEFORE = "before";
    /** Index of each row's last token among those fed. */
    static final String LAST_INDEX = "last_index";
    /** Position of each row's last token. */
    static final String LAST_POSITION = "last_position";
    /** Tokens of the longest row after this step. */
    static final String LONGEST = "longest";

    private GraphNames() {}

    static String of(String kind, int layer) {
        return kind + "." + layer;
    }
}
