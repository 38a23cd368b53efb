package dev.polyhead.text;

import java.util.List;

/**
 * A token that was chosen, or could have been.
 *
 * @param id its id
 * @param token its text; of a token inside a character, what can be shown of it
 * @param logProbability natural logarithm of its probability, before temperature, top-k and the like
 * @param alternatives the likeliest tokens in its place, best first; empty unless asked for
 */
public record TokenChoice(int id, String token, double logProbability, List<TokenChoice> alternatives) {
    public TokenChoice {
        alternatives = List.copyOf(alternatives);
    }
}
