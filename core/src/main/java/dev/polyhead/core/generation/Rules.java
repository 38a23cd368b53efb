package dev.polyhead.core.generation;

import java.util.ArrayList;
import java.util.List;

/**
 * The rules of a run for prompts of one length, in the reference library's order.
 *
 * @param editing forbid, prefer, force
 * @param shaping temperature, cuts, renormalisation: after the others
 */
record Rules(List<LogitsRule> editing, List<LogitsRule> shaping) {
    static Rules of(GenerationRequest request, boolean hasEncoder, int vocabulary, int prompt, int longest) {
        GenerationConfig config = request.config();
        List<LogitsRule> editing = new ArrayList<>();
        if (!config.sequenceBias().isEmpty()) {
            editing.add(TokenRule.Bias.of(config.sequenceBias()));
        }
        List<int[]> sources = hasEncoder ? request.sourceIds() : request.prompts();
        int rowsPerSource = config.numBeams() > 1 ? config.numBeams() : config.numReturnSequences();
        if (config.encoderRepetitionPenalty() != 1) {
            requireSources(sources, "encoder_repetition_penalty");
            editing.add(new RepetitionRule.SourcePenalty(config.encoderRepetitionPenalty(), sources, rowsPerSource));
        }
        if (config.repetitionPenalty() != 1) {
            editing.add(new RepetitionRule.Penalty(config.repetitionPenalty()));
        }
        if (config.noRepeatNgramSize() > 0) {
            editing.add(new RepetitionRule.NoRepeatNgram(config.noRepeatNgramSize()));
        }
        if (config.encoderNoRepeatNgramSize() > 0) {
            requireSources(sources, "encoder_no_repeat_ngram_size");
            editing.add(new RepetitionRule.NoNgramOfSource(config.encoderNoRepeatNgramSize(), sources, rowsPerSource));
        }
        addTokenRules(editing, config, prompt, longest);
        checkTokens(config, vocabulary);
        editing.addAll(request.rules());
        return new Rules(List.copyOf(editing), shaping(config));
    }

    private static void addTokenRules(List<LogitsRule> editing, GenerationConfig config, int prompt, int longest) {
        List<Integer> ends = config.eosTokenId();
        List<TokenBias> badWords = config.badWordsIds().stream()
                .filter(run -> run.size() > 1 || !ends.contains(run.get(0)))
                .map(run -> new TokenBias(run, Double.NEGATIVE_INFINITY))
                .toList();
        if (!badWords.isEmpty()) {
            editing.add(TokenRule.Bias.of(badWords));
        }
        Integer shortestNew = config.minNewTokens();
        int shortest = shortestNew == null ? config.minLength() : prompt + shortestNew;
        if (shortest > 0 && !ends.isEmpty()) {
            editing.add(new TokenRule.NoEndBefore(shortest, ends));
        }
        Integer forcedFirst = config.forcedBosTokenId();
        if (forcedFirst != null) {
            editing.add(new TokenRule.Force(1, List.of(forcedFirst)));
        }
        if (!config.forcedEosTokenId().isEmpty()) {
            editing.add(new TokenRule.Force(longest - 1, config.forcedEosTokenId()));
        }
        if (config.removeInvalidValues()) {
            editing.add(new TokenRule.OnlyFinite());
        }
        LengthDecay decay = config.exponentialDecayLengthPenalty();
        if (decay != null) {
            editing.add(new TokenRule.EndGrows(prompt + decay.start(), decay.factor(), ends));
        }
        if (!config.suppressTokens().isEmpty()) {
            editing.add(new TokenRule.Suppress(config.suppressTokens()));
        }
        if (!config.beginSuppressTokens().isEmpty()) {
            int begin = prompt > 1 || forcedFirst == null ? prompt : prompt + 1;
            editing.add(new TokenRule.SuppressAt(begin, config.beginSuppressTokens()));
        }
    }

    private static List<LogitsRule> shaping(GenerationConfig config) {
        List<LogitsRule> shaping = new ArrayList<>();
        if (config.doSample()) {
            // Beam search must find a continuation that does not end.
            int atLeast =
                    config.numBeams() > 1 ? Math.max(2, config.eosTokenId().size() + 1) : 1;
            Double topH = config.topH();
            Double minP = config.minP();
            if (config.temperature() != 1) {
                shaping.add(new SamplingRule.Temperature(config.temperature()));
            }
            if (topH != null) {
                shaping.add(new SamplingRule.TopH(topH));
            }
            if (config.topK() > 0) {
                shaping.add(new SamplingRule.TopK(Math.max(config.topK(), atLeast)));
            }
            if (config.topP() < 1) {
                shaping.add(new SamplingRule.TopP(config.topP(), atLeast));
            }
            if (minP != null) {
                shaping.add(new SamplingRule.MinP(minP, atLeast));
            }
            if (config.typicalP() < 1) {
                shaping.add(new SamplingRule.TypicalP(config.typicalP(), atLeast));
            }
            if (config.epsilonCutoff() > 0) {
                shaping.add(new SamplingRule.EpsilonCutoff(config.epsilonCutoff(), atLeast));
            }
            if (config.etaCutoff() > 0) {
                shaping.add(new SamplingRule.EtaCutoff(config.etaCutoff(), atLeast));
            }
        }
        if (config.renormalizeLogits()) {
            shaping.add(new SamplingRule.Renormalize());
        }
        return List.copyOf(shaping);
    }

    private static void requireSources(List<int[]> sources, String option) {
        if (sources.isEmpty()) {
            throw new IllegalArgumentException(
                    "%s compares with the encoder's tokens. Give them as the request's sourceIds.".formatted(option));
        }
    }

    private static void checkTokens(GenerationConfig config, int vocabulary) {
        config.sequenceBias().forEach(bias -> checkTokens("sequence_bias", bias.tokens(), vocabulary));
        config.badWordsIds().forEach(run -> checkTokens("bad_words_ids", run, vocabulary));
        checkTokens("forced_eos_token_id", config.forcedEosTokenId(), vocabulary);
        Integer first = config.forcedBosTokenId();
        checkTokens("forced_bos_token_id", first == null ? List.of() : List.of(first), vocabulary);
    }

    private static void checkTokens(String option, List<Integer> tokens, int vocabulary) {
        for (int token : tokens) {
            if (token < 0 || token >= vocabulary) {
                throw new IllegalArgumentException("%s names token %d, but the model's vocabulary ends at %d."
                        .formatted(option, token, vocabulary - 1));
            }
        }
    }

    void edit(int row, int[] ids, int length, float[] logits) {
        for (LogitsRule rule : editing) {
            rule.apply(row, ids, length, logits);
        }
    }

    void shape(int row, int[] ids, int length, float[] logits) {
        for (LogitsRule rule : shaping) {
            rule.apply(row, ids, length, logits);
        }
    }

    boolean ends(int row, int[] ids, int length) {
        for (LogitsRule rule : editing) {
            if (rule.ends(row, ids, length)) {
                return true;
            }
        }
        return false;
    }
}
