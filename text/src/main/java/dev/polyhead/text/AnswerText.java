package dev.polyhead.text;

import dev.polyhead.text.tokenizer.StreamingDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** One answer in the making: its tokens become text, and the text is given out as far as it is certain. */
final class AnswerText {
    private final int answer;
    private final StreamingDecoder decoder;
    private final Set<Integer> endTokens;
    private final List<String> stops;
    private final TextListener listener;
    private final StringBuilder text = new StringBuilder();
    private final List<TokenChoice> tokens = new ArrayList<>();
    private int givenText;
    private int givenTokens;
    private boolean stopped;

    AnswerText(
            int answer, StreamingDecoder decoder, Set<Integer> endTokens, List<String> stops, TextListener listener) {
        this.answer = answer;
        this.decoder = decoder;
        this.endTokens = endTokens;
        this.stops = stops;
        this.listener = listener;
    }

    void add(TokenChoice token) {
        tokens.add(token);
        if (!stopped && !endTokens.contains(token.id())) {
            append(decoder.next(token.id()));
        }
    }

    /** No more tokens will come. What they left of an unfinished character is dropped. */
    void end() {
        if (!stopped) {
            String rest = decoder.end();
            int whole = rest.length();
            while (whole > 0 && rest.charAt(whole - 1) == '\uFFFD') {
                whole--;
            }
            append(rest.substring(0, whole));
        }
        give(text.length());
    }

    String text() {
        return text.toString();
    }

    List<TokenChoice> tokens() {
        return tokens;
    }

    /** Whether a stop string ended it. */
    boolean stopped() {
        return stopped;
    }

    private void append(String piece) {
        text.append(piece);
        int first = -1;
        for (String stop : stops) {
            int at = text.indexOf(stop, givenText);
            if (at >= 0 && (first < 0 || at < first)) {
                first = at;
            }
        }
        if (first >= 0) {
            text.setLength(first);
            stopped = true;
            give(first);
        } else {
            give(text.length() - undecided());
        }
    }

    /** Characters at the end that may be the beginning of a stop string. */
    private int undecided() {
        int most = 0;
        for (String stop : stops) {
            for (int length = Math.min(stop.length() - 1, text.length() - givenText); length > most; length--) {
                if (text.indexOf(stop.substring(0, length), text.length() - length) >= 0) {
                    most = length;
                }
            }
        }
        return most;
    }

    private void give(int until) {
        if (until > givenText) {
            listener.written(
                    answer, text.substring(givenText, until), List.copyOf(tokens.subList(givenTokens, tokens.size())));
            givenText = until;
            givenTokens = tokens.size();
        }
    }
}
