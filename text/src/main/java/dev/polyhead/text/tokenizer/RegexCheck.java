package dev.polyhead.text.tokenizer;

import java.util.HashSet;
import java.util.Set;

/**
 * Refuses regular expressions that could take the native library down with them: Oniguruma gives up a match after ten
 * million steps back, and giving up ends the process.
 *
 * <p>Every part of an expression has a number of ways it can match, a repetition without end as many as the longest text has
 * characters. Where a later part can fail, the ways before it are tried in turn: their product bounds the steps back. What
 * is not read here (looking behind, referring back, repeating a repetition) has no such bound and is refused.
 *
 * <p>Within that bound a match may still fail everywhere: {@code a*b} runs to the end of a row of {@code a} from each of them,
 * which takes time with the square of its length, unless another alternative takes the whole row, as {@code |a+} does.
 */
final class RegexCheck {
    private static final int MOST_CHARACTERS = 4096;
    private static final int MOST_DEPTH = 16;
    private static final int MOST_REPEATS = 1000;

    /** Characters of the longest text a server takes. */
    private static final double LONGEST_TEXT = 1 << 20;

    private static final double MOST_STEPS = 8 * LONGEST_TEXT;

    /** Letters that after a backslash stand for a place and no character. */
    private static final String BOUNDARIES = "bBAZzGK";

    private final String regex;
    private final Set<String> runs = new HashSet<>();
    private final Set<String> takers = new HashSet<>();
    private String lastAtom = "";
    private int at;
    private int depth;

    private RegexCheck(String regex) {
        this.regex = regex;
    }

    /**
     * What a part of an expression can match.
     *
     * @param least fewest characters
     * @param most most characters; {@link #ENDLESS} for any number
     * @param ways in how many ways it can match at one place
     * @param steps how often it may have to step back to find out that it does not
     */
    private record Part(int least, int most, double ways, double steps) {
        static final int ENDLESS = Integer.MAX_VALUE;
        static final Part NOTHING = new Part(0, 0, 1, 0);
        static final Part CHARACTER = new Part(1, 1, 1, 1);

        boolean isFixed() {
            return least == most;
        }
    }

    /**
     * What is known of a harmless expression.
     *
     * @param least fewest characters it matches
     * @param isSlow whether some texts take time with the square of their length
     */
    record Finding(int least, boolean isSlow) {}

    /**
     * Checks an expression.
     *
     * @throws TokenizerException if it is none of the harmless ones
     */
    static Finding check(String regex) {
        RegexCheck check = new RegexCheck(regex);
        if (regex.length() > MOST_CHARACTERS) {
            throw check.refused("it is longer than %d characters".formatted(MOST_CHARACTERS));
        }
        Part whole = check.alternatives();
        if (check.at < regex.length()) {
            throw check.refused("a parenthesis is closed that was never opened");
        }
        if (whole.steps > MOST_STEPS) {
            throw check.refused("on some texts it steps back too often");
        }
        return new Finding(whole.least, !check.takers.containsAll(check.runs));
    }

    private Part alternatives() {
        if (++depth > MOST_DEPTH) {
            throw refused("groups are nested more than %d deep".formatted(MOST_DEPTH));
        }
        Part either = sequence();
        while (at < regex.length() && regex.charAt(at) == '|') {
            at++;
            Part other = sequence();
            either = new Part(
                    Math.min(either.least, other.least),
                    Math.max(either.most, other.most),
                    either.ways + other.ways,
                    either.steps + other.steps);
        }
        depth--;
        return either;
    }

    private Part sequence() {
        Part whole = Part.NOTHING;
        Set<String> before = new HashSet<>(); // what may have run on without end
        String taker = "";
        int failing = 0;
        while (at < regex.length() && regex.charAt(at) != '|' && regex.charAt(at) != ')') {
            boolean asserts = isAssertion();
            Part part = repeated();
            boolean canFail = part.least > 0 || asserts;
            if (canFail) {
                runs.addAll(before);
                failing++;
            }
            if (part.most == Part.ENDLESS) {
                before.add(lastAtom);
                taker = part.least == 1 ? lastAtom : taker;
            }
            boolean endless = whole.most == Part.ENDLESS || part.most == Part.ENDLESS;
            whole = new Part(
                    Math.min(MOST_CHARACTERS, whole.least + part.least),
                    endless ? Part.ENDLESS : Math.min(1 << 20, whole.most + part.most),
                    whole.ways * part.ways,
                    whole.steps + (canFail ? whole.ways * Math.max(1, part.steps) : part.steps));
        }
        if (depth == 1 && failing == 1 && !taker.isEmpty()) {
            takers.add(taker);
        }
        return whole;
    }

    /** Whether what follows matches no character, but only in some places. */
    private boolean isAssertion() {
        char c = regex.charAt(at);
        boolean boundary = c == '\\' && at + 1 < regex.length() && BOUNDARIES.indexOf(regex.charAt(at + 1)) >= 0;
        return c == '^' || c == '$' || boundary || regex.startsWith("(?=", at) || regex.startsWith("(?!", at);
    }

    private Part repeated() {
        int from = at;
        Part whole = atom();
        lastAtom = regex.substring(from, at);
        boolean again = false;
        while (at < regex.length()) {
            int[] times = times();
            if (times.length == 0) {
                return whole;
            }
            boolean several = times[1] > 1;
            boolean endless = times[1] == Part.ENDLESS;
            if (several && (again || !whole.isFixed() || (endless && whole.ways > 1))) {
                throw refused("a repetition repeats another, or a choice");
            }
            again |= several;
            double choices = endless ? LONGEST_TEXT : times[1] - times[0] + 1.0;
            whole = new Part(
                    Math.min(MOST_CHARACTERS, whole.least * times[0]),
                    endless ? Part.ENDLESS : (int) Math.min(1 << 20, (long) whole.most * times[1]),
                    choices * Math.pow(whole.ways, endless ? 1 : times[1]),
                    whole.steps * (endless ? 1 : times[1]));
            if (at < regex.length() && (regex.charAt(at) == '?' || regex.charAt(at) == '+')) {
                at++; // as few as possible, or never stepped back into
            }
        }
        return whole;
    }

    /** How often the part before is repeated; empty for no repetition. */
    private int[] times() {
        switch (regex.charAt(at)) {
            case '*':
                at++;
                return new int[] {0, Part.ENDLESS};
            case '+':
                at++;
                return new int[] {1, Part.ENDLESS};
            case '?':
                at++;
                return new int[] {0, 1};
            case '{':
                return counted();
            default:
                return new int[0];
        }
    }

    private int[] counted() {
        int end = regex.indexOf('}', at);
        String inside = end < 0 ? "" : regex.substring(at + 1, end);
        if (!inside.matches("\\d{1,5}|\\d{1,5},\\d{0,5}|,\\d{1,5}")) {
            at++;
            return new int[0]; // a brace that stands for itself
        }
        at = end + 1;
        String[] bounds = inside.split(",", -1);
        int least = bounds[0].isEmpty() ? 0 : Integer.parseInt(bounds[0]);
        int most = bounds.length == 1 ? least : bounds[1].isEmpty() ? Part.ENDLESS : Integer.parseInt(bounds[1]);
        if (least > MOST_REPEATS || (most != Part.ENDLESS && most > MOST_REPEATS)) {
            throw refused("something is repeated more than %d times".formatted(MOST_REPEATS));
        }
        return new int[] {least, most};
    }

    private Part atom() {
        char c = regex.charAt(at++);
        return switch (c) {
            case '(' -> group();
            case '[' -> charClass();
            case '\\' -> escape();
            case '^', '$' -> Part.NOTHING;
            default -> Part.CHARACTER;
        };
    }

    private Part group() {
        boolean looks = false;
        if (regex.startsWith("?", at)) {
            if (regex.startsWith("?=", at) || regex.startsWith("?!", at)) {
                looks = true;
                at += 2;
            } else if (regex.startsWith("?:", at) || regex.startsWith("?>", at)) {
                at += 2;
            } else if (regex.startsWith("?i:", at)) {
                at += 3;
            } else {
                throw refused("only groups that begin with (, (?:, (?>, (?i:, (?= or (?! are read");
            }
        }
        Part inside = alternatives();
        if (at >= regex.length()) {
            throw refused("a parenthesis is never closed");
        }
        at++;
        return looks ? new Part(0, 0, 1, inside.steps) : inside;
    }

    /** A class may hold others, as in {@code [^\s[.,]]}. */
    private Part charClass() {
        int open = 1;
        boolean first = true;
        while (open > 0) {
            if (at >= regex.length()) {
                throw refused("a class is never closed");
            }
            char c = regex.charAt(at++);
            if (c == '\\') {
                at++;
            } else if (c == '[') {
                if (++open > MOST_DEPTH) {
                    throw refused("classes are nested more than %d deep".formatted(MOST_DEPTH));
                }
                first = true;
                continue;
            } else if (c == ']' && !first) {
                open--;
            }
            first = c == '^' && first;
        }
        return Part.CHARACTER;
    }

    private Part escape() {
        if (at >= regex.length()) {
            throw refused("it ends with a backslash");
        }
        char c = regex.charAt(at++);
        if (c >= '1' && c <= '9' || c == 'k' || c == 'g') {
            throw refused("it refers back to what a group matched");
        }
        if ((c == 'p' || c == 'P' || c == 'x') && regex.startsWith("{", at)) {
            at = regex.indexOf('}', at) + 1;
            if (at == 0) {
                throw refused("a brace is never closed");
            }
        }
        if (BOUNDARIES.indexOf(c) >= 0) {
            return Part.NOTHING;
        }
        return c == 'R' || c == 'X' ? new Part(1, 2, 2, 1) : Part.CHARACTER;
    }

    private TokenizerException refused(String why) {
        return new TokenizerException(
                ("The tokenizer's regular expression '%s' is refused, because %s. Compare tokenizer.json with the original"
                                + " download.")
                        .formatted(regex.length() > 120 ? regex.substring(0, 120) + "…" : regex, why));
    }
}
