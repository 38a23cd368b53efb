package dev.polyhead.text.template;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cuts a template into text, outputs and blocks, and the code of the latter into tokens. */
final class Lexer {
    private static final Pattern OPEN = Pattern.compile("\\{\\{[-+]?|\\{%[-+]?|\\{#[-+]?");
    private static final Pattern RAW_END = Pattern.compile("\\{%[-+]?\\s*endraw\\s*[-+]?%}");
    private static final Pattern RAW = Pattern.compile("\\s*raw\\s*[-+]?%}");
    private static final Pattern TOKEN = Pattern.compile(
            "\\s*(?:"
                    + "(?<name>[\\p{L}_][\\p{L}\\p{N}_]*)"
                    + "|(?<float>\\d[\\d_]*(?:\\.\\d+(?:[eE][+-]?\\d+)?|[eE][+-]?\\d+))"
                    + "|(?<int>\\d[\\d_]*)"
                    + "|(?<string>'(?:[^'\\\\]|\\\\.)*'|\"(?:[^\"\\\\]|\\\\.)*\")"
                    + "|(?<operator>//|\\*\\*|==|!=|<=|>=|[-+*/%~<>=.,:|()\\[\\]{}])"
                    + ")",
            Pattern.DOTALL);

    private final String template;
    private final List<Part> parts = new ArrayList<>();
    private int at;
    private boolean lineStarting = true;

    private Lexer(String template) {
        this.template = template;
    }

    /** What stands between two pieces of code, and code. */
    sealed interface Part {}

    /** Text that is printed as it is. */
    record Text(String text) implements Part {}

    /** Code: {@code {{ … }}} prints, {@code {% … %}} does. */
    record Code(boolean prints, List<Token> tokens, int line) implements Part {}

    enum Kind {
        NAME,
        INTEGER,
        FLOAT,
        STRING,
        OPERATOR,
        END
    }

    record Token(Kind kind, String text) {}

    static List<Part> parts(String template) {
        String unified = template.replace("\r\n", "\n").replace('\r', '\n');
        Lexer lexer = new Lexer(unified.endsWith("\n") ? unified.substring(0, unified.length() - 1) : unified);
        lexer.run();
        return lexer.parts;
    }

    private void run() {
        Matcher open = OPEN.matcher(template);
        while (open.find(at)) {
            String tag = open.group();
            char sign = tag.charAt(tag.length() - 1);
            addText(before(template.substring(at, open.start()), sign, tag.charAt(1) == '{'));
            at = open.end();
            switch (tag.charAt(1)) {
                case '#' -> close("#}", template.indexOf("#}", at));
                case '{' -> code(true);
                default -> {
                    if (!raw()) {
                        code(false);
                    }
                }
            }
        }
        addText(template.substring(at));
    }

    /** The text before a tag, without what its sign or the start of its line takes away. */
    private String before(String text, char sign, boolean prints) {
        if (sign == '-') {
            return text.stripTrailing();
        }
        if (sign == '+' || prints) {
            return text;
        }
        int lineStart = text.lastIndexOf('\n') + 1;
        boolean startsLine = lineStart > 0 || lineStarting;
        return startsLine && text.substring(lineStart).isBlank() ? text.substring(0, lineStart) : text;
    }

    private void addText(String text) {
        if (!text.isEmpty()) {
            parts.add(new Text(text));
        }
    }

    private void code(boolean prints) {
        int line =
                (int) template.substring(0, at).chars().filter(c -> c == '\n').count() + 1;
        String end = prints ? "}}" : "%}";
        List<Token> tokens = new ArrayList<>();
        Matcher token = TOKEN.matcher(template);
        int depth = 0;
        while (true) {
            int next = skipSpaces(at);
            if (depth == 0 && closes(next, end)) {
                close(end, template.startsWith(end, next) ? next : next + 1);
                break;
            }
            if (!token.find(at) || token.start() != at) {
                throw new TemplateException("Line %d of the chat template has an unreadable part near '%s'."
                        .formatted(line, template.substring(at, Math.min(template.length(), at + 20))));
            }
            Token read = token(token);
            depth += "([{".contains(read.text) && read.kind == Kind.OPERATOR ? 1 : 0;
            depth -= ")]}".contains(read.text) && read.kind == Kind.OPERATOR ? 1 : 0;
            tokens.add(read);
            at = token.end();
        }
        tokens.add(new Token(Kind.END, "the end of the tag"));
        parts.add(new Code(prints, tokens, line));
    }

    private int skipSpaces(int from) {
        int next = from;
        while (next < template.length() && Character.isWhitespace(template.charAt(next))) {
            next++;
        }
        return next;
    }

    private boolean closes(int at, String end) {
        return template.startsWith(end, at) || template.startsWith("-" + end, at) || template.startsWith("+" + end, at);
    }

    /** Goes past a closing tag; {@code -} takes all following space away, a block's own line break goes with it. */
    private void close(String end, int where) {
        if (where < 0) {
            throw new TemplateException("The chat template opens a tag that is never closed by '%s'.".formatted(end));
        }
        char sign = template.charAt(where - 1);
        at = where + end.length();
        if (sign == '-') {
            at = skipSpaces(at);
        } else if (sign != '+' && !end.equals("}}") && at < template.length() && template.charAt(at) == '\n') {
            at++;
        }
        lineStarting = template.charAt(at - 1) == '\n';
    }

    private boolean raw() {
        Matcher raw = RAW.matcher(template);
        if (!raw.find(at) || raw.start() != at) {
            return false;
        }
        Matcher end = RAW_END.matcher(template);
        if (!end.find(raw.end())) {
            throw new TemplateException("The chat template opens a raw block that is never closed by endraw.");
        }
        close("%}", raw.end() - 2);
        addText(before(template.substring(at, end.start()), end.group().charAt(2), false));
        close("%}", end.end() - 2);
        return true;
    }

    private static Token token(Matcher matcher) {
        if (matcher.group("name") != null) {
            return new Token(Kind.NAME, matcher.group("name"));
        }
        if (matcher.group("float") != null) {
            return new Token(Kind.FLOAT, matcher.group("float").replace("_", ""));
        }
        if (matcher.group("int") != null) {
            return new Token(Kind.INTEGER, matcher.group("int").replace("_", ""));
        }
        if (matcher.group("string") != null) {
            String quoted = matcher.group("string");
            return new Token(Kind.STRING, unescaped(quoted.substring(1, quoted.length() - 1)));
        }
        return new Token(Kind.OPERATOR, matcher.group("operator"));
    }

    private static String unescaped(String text) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\' || i + 1 == text.length()) {
                plain.append(c);
                continue;
            }
            char escape = text.charAt(++i);
            switch (escape) {
                case 'n' -> plain.append('\n');
                case 't' -> plain.append('\t');
                case 'r' -> plain.append('\r');
                case 'b' -> plain.append('\b');
                case 'f' -> plain.append('\f');
                case '0' -> plain.append('\0');
                case '\\', '\'', '"' -> plain.append(escape);
                case '\n' -> {} // a line continued
                case 'x' -> {
                    plain.append((char) Integer.parseInt(text, i + 1, i + 3, 16));
                    i += 2;
                }
                case 'u' -> {
                    plain.append((char) Integer.parseInt(text, i + 1, i + 5, 16));
                    i += 4;
                }
                case 'U' -> {
                    plain.appendCodePoint(Integer.parseInt(text, i + 1, i + 9, 16));
                    i += 8;
                }
                default -> plain.append('\\').append(escape);
            }
        }
        return plain.toString();
    }
}
