package dev.polyhead.text.tokenizer;

import dev.polyhead.text.tokenizer.SentencePieceModel.Kind;
import dev.polyhead.text.tokenizer.SentencePieceModel.Piece;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A tokenizer from a SentencePiece model. Each family numbers and frames the pieces in its own way: T5 appends its sentinels,
 * XLM-RoBERTa and mBART keep fairseq's order of special tokens, Llama falls back to bytes.
 */
final class SentencePieceFiles {
    private static final String SPACE = "\u2581";
    /** No text holds it after normalisation, so a piece that starts with it is never found in one. */
    private static final String HIDDEN = "\uFFFF";

    private static final String MBART_LANGUAGES =
            "ar_AR cs_CZ de_DE en_XX es_XX et_EE fi_FI fr_XX gu_IN hi_IN it_IT ja_XX kk_KZ ko_KR lt_LT lv_LV my_MM ne_NP"
                    + " nl_XX ro_RO ru_RU si_LK tr_TR vi_VN zh_CN";
    private static final String MBART50_LANGUAGES = MBART_LANGUAGES
            + " af_ZA az_AZ bn_IN fa_IR he_IL hr_HR id_ID ka_GE km_KH mk_MK ml_IN mn_MN mr_IN pl_PL ps_AF pt_XX sv_SE"
            + " sw_KE ta_IN te_IN th_TH tl_XX uk_UA ur_PK xh_ZA gl_ES sl_SI";

    private final SentencePieceModel model;
    private final TokenizerSettings settings;
    private final ObjectNode tokenizer;
    private final ArrayNode added;
    private List<Piece> pieces;
    private int unknown;

    private SentencePieceFiles(SentencePieceModel model, TokenizerSettings settings) {
        this.model = model;
        this.settings = settings;
        pieces = new ArrayList<>(model.pieces());
        unknown = model.unknown();
        tokenizer = TokenizerSettings.JSON.createObjectNode().put("version", "1.0");
        added = tokenizer.putArray("added_tokens");
    }

    static ObjectNode build(SentencePieceModel model, TokenizerSettings settings) {
        String kind = settings.tokenizerClass().isEmpty() ? settings.modelType() : settings.tokenizerClass();
        SentencePieceFiles files = new SentencePieceFiles(model, settings);
        return switch (kind) {
            case "T5Tokenizer", "MT5Tokenizer", "t5", "mt5", "umt5" -> files.t5();
            case "XLMRobertaTokenizer", "xlm-roberta", "xlm-roberta-xl" -> files.xlmRoberta();
            case "MBartTokenizer" -> files.mbart(MBART_LANGUAGES, false);
            case "MBart50Tokenizer", "mbart" -> files.mbart(MBART50_LANGUAGES, true);
            case "LlamaTokenizer", "llama", "mistral", "CodeLlamaTokenizer" -> files.llama();
            case "BigBirdTokenizer", "big_bird" -> files.bigBird();
            case "" -> bare(model, false);
            default ->
                throw new TokenizerException(
                        ("SentencePiece models of '%s' are not supported without tokenizer.json. Save the tokenizer with the"
                                        + " reference library's fast class, which writes that file.")
                                .formatted(kind));
        };
    }

    /**
     * The bare pieces, without a frame.
     *
     * @param control whether control tokens such as {@code </s>} are recognised in a text; SentencePiece itself does not
     */
    static ObjectNode bare(SentencePieceModel model, boolean control) {
        SentencePieceFiles files = new SentencePieceFiles(model, TokenizerSettings.none());
        if (!control) {
            files.pieces.replaceAll(piece -> piece.kind() == Kind.CONTROL
                    ? new Piece(HIDDEN + piece.text(), piece.score(), Kind.UNUSED)
                    : piece);
        }
        files.finish();
        return files.tokenizer;
    }

    private ObjectNode t5() {
        int sentinels = settings.number("extra_ids", 100);
        for (int i = sentinels - 1; i >= 0; i--) {
            pieces.add(new Piece("<extra_id_%d>".formatted(i), 0, Kind.CONTROL));
        }
        finish();
        String end = settings.role("eos_token", "</s>");
        special(end, settings.role("pad_token", "<pad>"), settings.role("unk_token", "<unk>"));
        new Frame().between(end).after(end).into(tokenizer);
        return tokenizer;
    }

    private ObjectNode xlmRoberta() {
        fairseq("<mask>");
        new Frame().before("<s>").between("</s>").between("</s>").after("</s>").into(tokenizer);
        return tokenizer;
    }

    private ObjectNode mbart(String languages, boolean languageFirst) {
        fairseq((languages + " <mask>").split(" "));
        String source = settings.string("src_lang", "en_XX");
        Frame frame = new Frame();
        if (languageFirst) {
            frame.before(source).after("</s>");
        } else {
            frame.after("</s>").after(source);
        }
        frame.into(tokenizer);
        return tokenizer;
    }

    /** Fairseq's vocabularies start with their own four tokens in place of the model's three. */
    private void fairseq(String... last) {
        List<Piece> renumbered = new ArrayList<>();
        for (String token : List.of("<s>", "<pad>", "</s>", "<unk>")) {
            renumbered.add(new Piece(token, 0, Kind.CONTROL));
        }
        renumbered.addAll(pieces.subList(3, pieces.size()));
        for (String token : last) {
            renumbered.add(new Piece(token, 0, Kind.CONTROL));
        }
        pieces = renumbered;
        unknown = 3;
        finish();
        for (int i = 0; i < added.size(); i++) {
            if (added.get(i) instanceof ObjectNode token
                    && "<mask>".equals(token.path("content").asString())) {
                token.put("lstrip", true);
            }
        }
    }

    private ObjectNode bigBird() {
        finish();
        String begin = settings.role("cls_token", "[CLS]");
        String end = settings.role("sep_token", "[SEP]");
        special(begin, end, settings.role("mask_token", "[MASK]"), "<s>", "</s>", "<pad>", "<unk>");
        new Frame().before(begin).between(end).after(end).typed().into(tokenizer);
        return tokenizer;
    }

    private ObjectNode llama() {
        finish();
        special("<unk>", "<s>", "</s>");
        Frame frame = new Frame();
        String begin = settings.role("bos_token", "<s>");
        String end = settings.role("eos_token", "</s>");
        if (settings.flag("add_bos_token", true)) {
            frame.before(begin).between(begin);
        }
        if (settings.flag("add_eos_token", false)) {
            frame.after(end);
        }
        frame.into(tokenizer);
        return tokenizer;
    }

    private void finish() {
        normalizer();
        if (model.algorithm() == SentencePieceModel.Algorithm.BPE) {
            bytePairs();
        } else {
            unigram();
        }
        for (int id = 0; id < pieces.size(); id++) {
            Kind kind = pieces.get(id).kind();
            if (kind == Kind.CONTROL || kind == Kind.USER_DEFINED) {
                TokenizerFiles.put(added, id, pieces.get(id).text(), kind == Kind.CONTROL);
            }
        }
    }

    /** Replacements of the model's table, then spaces as the model counts them, then {@code ▁} for a space. */
    private void normalizer() {
        ArrayNode steps =
                tokenizer.putObject("normalizer").put("type", "Sequence").putArray("normalizers");
        if (model.normalization().hasRemaining()) {
            byte[] table = new byte[model.normalization().remaining()];
            model.normalization().duplicate().get(table);
            steps.addObject()
                    .put("type", "Precompiled")
                    .put("precompiled_charsmap", Base64.getEncoder().encodeToString(table));
        }
        if (model.collapsesSpaces()) {
            replace(steps, " {2,}", " ");
            steps.addObject().put("type", "Strip").put("strip_left", true).put("strip_right", true);
        }
        if (model.algorithm() == SentencePieceModel.Algorithm.BPE) {
            if (model.dummyPrefix()) {
                steps.addObject().put("type", "Prepend").put("prepend", SPACE);
            }
            replace(steps, " ", SPACE);
        } else {
            tokenizer
                    .putObject("pre_tokenizer")
                    .put("type", "Metaspace")
                    .put("replacement", SPACE)
                    .put("prepend_scheme", model.dummyPrefix() ? "always" : "never")
                    .put("split", true);
        }
    }

    private static void replace(ArrayNode steps, String pattern, String by) {
        steps.addObject()
                .put("type", "Replace")
                .put("content", by)
                .putObject("pattern")
                .put("Regex", pattern);
    }

    private void unigram() {
        ObjectNode unigram = tokenizer
                .putObject("model")
                .put("type", "Unigram")
                .put("unk_id", unknown)
                .put("byte_fallback", model.byteFallback());
        ArrayNode vocab = unigram.putArray("vocab");
        for (Piece piece : pieces) {
            vocab.addArray().add(piece.text()).add((double) piece.score());
        }
        tokenizer
                .putObject("decoder")
                .put("type", "Metaspace")
                .put("replacement", SPACE)
                .put("prepend_scheme", model.dummyPrefix() ? "always" : "never")
                .put("split", true);
    }

    private void bytePairs() {
        ObjectNode pairs = tokenizer
                .putObject("model")
                .put("type", "BPE")
                .putNull("dropout")
                .put("unk_token", pieces.get(unknown).text())
                .putNull("continuing_subword_prefix")
                .putNull("end_of_word_suffix")
                .put("fuse_unk", true)
                .put("byte_fallback", model.byteFallback());
        ObjectNode vocab = pairs.putObject("vocab");
        for (int id = 0; id < pieces.size(); id++) {
            vocab.put(pieces.get(id).text(), id);
        }
        ArrayNode merges = pairs.putArray("merges");
        for (Merge merge : merges()) {
            merges.addArray().add(merge.left).add(merge.right);
        }
        ArrayNode steps = tokenizer.putObject("decoder").put("type", "Sequence").putArray("decoders");
        steps.addObject()
                .put("type", "Replace")
                .put("content", " ")
                .putObject("pattern")
                .put("String", SPACE);
        steps.addObject().put("type", "ByteFallback");
        steps.addObject().put("type", "Fuse");
        if (model.dummyPrefix()) {
            steps.addObject()
                    .put("type", "Strip")
                    .put("content", " ")
                    .put("start", 1)
                    .put("stop", 0);
        }
    }

    private record Merge(String left, String right, float score, int leftId, int rightId) {}

    /** Every pair of pieces that makes a piece, best piece first: the model keeps no list of merges. */
    private List<Merge> merges() {
        Map<String, Integer> ids = new HashMap<>();
        for (int id = 0; id < pieces.size(); id++) {
            ids.put(pieces.get(id).text(), id);
        }
        List<Merge> merges = new ArrayList<>();
        for (Piece piece : pieces) {
            List<Merge> ways = new ArrayList<>();
            String text = piece.text();
            for (int at = text.offsetByCodePoints(0, Math.min(1, text.length()));
                    at < text.length();
                    at = text.offsetByCodePoints(at, 1)) {
                Integer left = ids.get(text.substring(0, at));
                Integer right = ids.get(text.substring(at));
                if (left != null && right != null) {
                    ways.add(new Merge(text.substring(0, at), text.substring(at), piece.score(), left, right));
                }
            }
            ways.sort(Comparator.comparingInt(Merge::leftId).thenComparingInt(Merge::rightId));
            merges.addAll(ways);
        }
        merges.sort(Comparator.comparingDouble(Merge::score)
                .thenComparingInt(merge -> points(merge.left))
                .thenComparingInt(merge -> points(merge.right))
                .reversed());
        return merges;
    }

    private static int points(String text) {
        return text.codePointCount(0, text.length());
    }

    private void special(String... tokens) {
        Map<String, Integer> ids = new HashMap<>();
        for (int id = 0; id < pieces.size(); id++) {
            ids.put(pieces.get(id).text(), id);
        }
        for (String token : tokens) {
            Integer id = ids.get(token);
            boolean listed = added.valueStream()
                    .anyMatch(other -> token.equals(other.path("content").asString()));
            if (id != null && !listed) {
                TokenizerFiles.put(added, id, token, true);
            }
        }
    }
}
