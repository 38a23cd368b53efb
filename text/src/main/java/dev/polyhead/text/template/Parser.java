package dev.polyhead.text.template;

import dev.polyhead.text.template.Expression.Arguments;
import dev.polyhead.text.template.Lexer.Code;
import dev.polyhead.text.template.Lexer.Kind;
import dev.polyhead.text.template.Statement.Block;
import dev.polyhead.text.template.Statement.End;
import dev.polyhead.text.template.Statement.Target;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the blocks of a template. */
final class Parser {
    private static final Set<String> ENDS =
            Set.of("elif", "else", "endif", "endfor", "endset", "endmacro", "endgeneration");

    private final List<Lexer.Part> parts;
    private int at;

    private Parser(List<Lexer.Part> parts) {
        this.parts = parts;
    }

    static Block parse(String template) {
        Parser parser = new Parser(Lexer.parts(template));
        Block whole = parser.block(Set.of());
        if (parser.at < parser.parts.size()) {
            Expressions end = parser.code();
            throw end.unexpected();
        }
        return whole;
    }

    /** Everything up to a block that starts with one of these words, which stays unread. */
    private Block block(Set<String> until) {
        List<Statement> statements = new ArrayList<>();
        while (at < parts.size()) {
            Lexer.Part part = parts.get(at);
            if (part instanceof Lexer.Text text) {
                at++;
                statements.add(new Statement.Raw(text.text()));
            } else if (part instanceof Code code && code.prints()) {
                Expressions tokens = code();
                Expression printed = tokens.tuple();
                tokens.end();
                statements.add(new Statement.Print(printed));
            } else if (part instanceof Code code) {
                String word = code.tokens().get(0).text();
                if (until.contains(word)) {
                    return new Block(statements);
                }
                if (ENDS.contains(word)) {
                    throw code().unexpected();
                }
                statements.add(statement());
            }
        }
        if (!until.isEmpty()) {
            throw new TemplateException("The chat template ends where one of %s is missing.".formatted(until));
        }
        return new Block(statements);
    }

    private Expressions code() {
        return new Expressions((Code) parts.get(at++));
    }

    private Statement statement() {
        Expressions tokens = code();
        String word = tokens.name();
        return switch (word) {
            case "if" -> conditional(tokens);
            case "for" -> loop(tokens);
            case "set" -> set(tokens);
            case "macro" -> macro(tokens);
            case "break" -> {
                tokens.end();
                yield new Statement.Leave(End.BREAK);
            }
            case "continue" -> {
                tokens.end();
                yield new Statement.Leave(End.CONTINUE);
            }
            case "generation" -> { // marks what the assistant said; prints as it is
                tokens.end();
                Block body = block(Set.of("endgeneration"));
                code();
                yield body;
            }
            default ->
                throw new TemplateException(
                        ("Line %d of the chat template uses the block '%s', which is not supported. Known: if, for, set,"
                                        + " macro, break, continue, generation, raw.")
                                .formatted(tokens.line(), word));
        };
    }

    private Statement conditional(Expressions first) {
        List<Expression> conditions = new ArrayList<>();
        List<Block> branches = new ArrayList<>();
        Block otherwise = null;
        Expressions tokens = first;
        while (true) {
            conditions.add(tokens.expression());
            tokens.end();
            branches.add(block(Set.of("elif", "else", "endif")));
            tokens = code();
            String word = tokens.name();
            if (word.equals("else")) {
                tokens.end();
                otherwise = block(Set.of("endif"));
                code();
            }
            if (!word.equals("elif")) {
                return new Statement.If(conditions, branches, otherwise);
            }
        }
    }

    private Statement loop(Expressions tokens) {
        Target target = target(tokens);
        tokens.word("in");
        Expression over = tokens.withoutCondition();
        Expression only = tokens.takes(Kind.NAME, "if") ? tokens.expression() : null;
        tokens.end();
        Block body = block(Set.of("else", "endfor"));
        Block otherwise = null;
        if (code().name().equals("else")) {
            otherwise = block(Set.of("endfor"));
            code();
        }
        return new Statement.For(target, over, only, body, otherwise);
    }

    private static Target target(Expressions tokens) {
        boolean bracketed = tokens.takes(Kind.OPERATOR, "(");
        List<String> names = new ArrayList<>(List.of(tokens.name()));
        String entry = tokens.takes(Kind.OPERATOR, ".") ? tokens.name() : null;
        while (entry == null && tokens.takes(Kind.OPERATOR, ",")) {
            names.add(tokens.name());
        }
        if (bracketed) {
            tokens.operator(")");
        }
        return new Target(names, entry);
    }

    private Statement set(Expressions tokens) {
        Target target = target(tokens);
        if (tokens.takes(Kind.OPERATOR, "=")) {
            Expression value = tokens.tuple();
            tokens.end();
            return new Statement.Assign(target, value);
        }
        tokens.end();
        Block body = block(Set.of("endset"));
        code();
        return new Statement.Capture(target, body);
    }

    private Statement macro(Expressions tokens) {
        String name = tokens.name();
        tokens.operator("(");
        List<String> parameters = new ArrayList<>();
        Map<String, Expression> defaults = new LinkedHashMap<>();
        while (!tokens.takes(Kind.OPERATOR, ")")) {
            String parameter = tokens.name();
            parameters.add(parameter);
            if (tokens.takes(Kind.OPERATOR, "=")) {
                defaults.put(parameter, tokens.expression());
            }
            if (!tokens.takes(Kind.OPERATOR, ",")) {
                tokens.operator(")");
                break;
            }
        }
        tokens.end();
        Block body = block(Set.of("endmacro"));
        code();
        return new Statement.Macro(name, parameters, defaults, body);
    }

    /** The code of one tag, read as expressions from the loosest binding to the tightest. */
    private static final class Expressions {
        private final Code code;
        private int at;

        Expressions(Code code) {
            this.code = code;
        }

        int line() {
            return code.line();
        }

        private Lexer.Token token() {
            return code.tokens().get(at);
        }

        boolean takes(Kind kind, String text) {
            if (token().kind() == kind && token().text().equals(text)) {
                at++;
                return true;
            }
            return false;
        }

        void operator(String text) {
            if (!takes(Kind.OPERATOR, text)) {
                throw unexpected();
            }
        }

        void word(String text) {
            if (!takes(Kind.NAME, text)) {
                throw unexpected();
            }
        }

        String name() {
            if (token().kind() != Kind.NAME) {
                throw unexpected();
            }
            return code.tokens().get(at++).text();
        }

        void end() {
            if (token().kind() != Kind.END) {
                throw unexpected();
            }
        }

        TemplateException unexpected() {
            return new TemplateException("Line %d of the chat template has '%s' where it does not belong."
                    .formatted(code.line(), token().text()));
        }

        /** An expression, or several with commas between them. */
        Expression tuple() {
            Expression first = expression();
            if (!takes(Kind.OPERATOR, ",")) {
                return first;
            }
            List<Expression> items = new ArrayList<>(List.of(first));
            while (token().kind() != Kind.END) {
                items.add(expression());
                if (!takes(Kind.OPERATOR, ",")) {
                    break;
                }
            }
            return new Expression.ListOf(items, true);
        }

        Expression expression() {
            Expression value = withoutCondition();
            while (takes(Kind.NAME, "if")) {
                Expression condition = withoutCondition();
                Expression otherwise = takes(Kind.NAME, "else") ? expression() : null;
                value = new Expression.Conditional(condition, value, otherwise);
            }
            return value;
        }

        Expression withoutCondition() {
            Expression left = and();
            while (takes(Kind.NAME, "or")) {
                left = new Expression.Logic(false, left, and());
            }
            return left;
        }

        private Expression and() {
            Expression left = not();
            while (takes(Kind.NAME, "and")) {
                left = new Expression.Logic(true, left, not());
            }
            return left;
        }

        private Expression not() {
            return takes(Kind.NAME, "not") ? new Expression.Not(not()) : comparison();
        }

        private Expression comparison() {
            Expression first = sum();
            List<String> operators = new ArrayList<>();
            List<Expression> others = new ArrayList<>();
            for (String operator = compares(); operator != null; operator = compares()) {
                operators.add(operator);
                others.add(sum());
            }
            return operators.isEmpty() ? first : new Expression.Comparison(first, operators, others);
        }

        private @Nullable String compares() {
            if (token().kind() == Kind.OPERATOR
                    && Set.of("==", "!=", "<", "<=", ">", ">=").contains(token().text())) {
                return code.tokens().get(at++).text();
            }
            if (takes(Kind.NAME, "in")) {
                return "in";
            }
            Lexer.Token next = code.tokens().get(Math.min(at + 1, code.tokens().size() - 1));
            if (token().kind() == Kind.NAME
                    && token().text().equals("not")
                    && next.text().equals("in")) {
                at += 2;
                return "not in";
            }
            return null;
        }

        private Expression sum() {
            Expression left = concatenation();
            while (token().kind() == Kind.OPERATOR && Set.of("+", "-").contains(token().text())) {
                String operator = code.tokens().get(at++).text();
                left = new Expression.Arithmetic(operator, left, concatenation());
            }
            return left;
        }

        private Expression concatenation() {
            Expression left = product();
            while (takes(Kind.OPERATOR, "~")) {
                left = new Expression.Arithmetic("~", left, product());
            }
            return left;
        }

        private Expression product() {
            Expression left = power();
            while (token().kind() == Kind.OPERATOR
                    && Set.of("*", "/", "//", "%").contains(token().text())) {
                String operator = code.tokens().get(at++).text();
                left = new Expression.Arithmetic(operator, left, power());
            }
            return left;
        }

        private Expression power() {
            Expression left = unary(true);
            while (takes(Kind.OPERATOR, "**")) {
                left = new Expression.Arithmetic("**", left, unary(true));
            }
            return left;
        }

        /** A sign binds tighter than a filter: {@code -1|abs} is {@code (-1)|abs}. */
        private Expression unary(boolean filters) {
            Expression value;
            if (takes(Kind.OPERATOR, "-")) {
                value = new Expression.Negative(unary(false));
            } else if (takes(Kind.OPERATOR, "+")) {
                value = unary(false);
            } else {
                value = postfix(primary());
            }
            return filters ? filtered(value) : value;
        }

        private Expression primary() {
            Lexer.Token token = token();
            at++;
            switch (token.kind()) {
                case INTEGER:
                    return new Expression.Literal(Long.valueOf(token.text()));
                case FLOAT:
                    return new Expression.Literal(Double.valueOf(token.text()));
                case STRING:
                    StringBuilder text = new StringBuilder(token.text());
                    while (token().kind() == Kind.STRING) {
                        text.append(code.tokens().get(at++).text());
                    }
                    return new Expression.Literal(text.toString());
                case NAME:
                    return named(token.text());
                default:
                    break;
            }
            switch (token.text()) {
                case "(" -> {
                    return bracketed();
                }
                case "[" -> {
                    return new Expression.ListOf(list("]"), false);
                }
                case "{" -> {
                    return mapping();
                }
                default -> {
                    at--;
                    throw unexpected();
                }
            }
        }

        private static Expression named(String name) {
            return switch (name) {
                case "true", "True" -> new Expression.Literal(true);
                case "false", "False" -> new Expression.Literal(false);
                case "none", "None" -> new Expression.Literal(null);
                default -> new Expression.Variable(name);
            };
        }

        private Expression bracketed() {
            if (takes(Kind.OPERATOR, ")")) {
                return new Expression.ListOf(List.of(), true);
            }
            Expression first = expression();
            if (takes(Kind.OPERATOR, ")")) {
                return first;
            }
            operator(",");
            List<Expression> items = new ArrayList<>(List.of(first));
            items.addAll(list(")"));
            return new Expression.ListOf(items, true);
        }

        private List<Expression> list(String end) {
            List<Expression> items = new ArrayList<>();
            while (!takes(Kind.OPERATOR, end)) {
                items.add(expression());
                if (!takes(Kind.OPERATOR, ",")) {
                    operator(end);
                    break;
                }
            }
            return items;
        }

        private Expression mapping() {
            List<Expression> keys = new ArrayList<>();
            List<Expression> items = new ArrayList<>();
            while (!takes(Kind.OPERATOR, "}")) {
                keys.add(expression());
                operator(":");
                items.add(expression());
                if (!takes(Kind.OPERATOR, ",")) {
                    operator("}");
                    break;
                }
            }
            return new Expression.MapOf(keys, items);
        }

        private Expression postfix(Expression of) {
            Expression value = of;
            while (true) {
                if (takes(Kind.OPERATOR, ".")) {
                    value = token().kind() == Kind.INTEGER
                            ? new Expression.Item(value, primary())
                            : new Expression.Attribute(value, name());
                } else if (takes(Kind.OPERATOR, "[")) {
                    value = subscript(value);
                } else if (takes(Kind.OPERATOR, "(")) {
                    value = new Expression.Call(value, arguments());
                } else {
                    return value;
                }
            }
        }

        private Expression subscript(Expression of) {
            Expression from = isOperator(":") ? null : expression();
            if (takes(Kind.OPERATOR, "]") && from != null) {
                return new Expression.Item(of, from);
            }
            operator(":");
            Expression to = isOperator(":") || isOperator("]") ? null : expression();
            Expression step = takes(Kind.OPERATOR, ":") && !isOperator("]") ? expression() : null;
            operator("]");
            return new Expression.Slice(of, from, to, step);
        }

        private boolean isOperator(String text) {
            return token().kind() == Kind.OPERATOR && token().text().equals(text);
        }

        private Arguments arguments() {
            List<Expression> positional = new ArrayList<>();
            Map<String, Expression> named = new LinkedHashMap<>();
            while (!takes(Kind.OPERATOR, ")")) {
                Lexer.Token next =
                        code.tokens().get(Math.min(at + 1, code.tokens().size() - 1));
                if (token().kind() == Kind.NAME
                        && next.kind() == Kind.OPERATOR
                        && next.text().equals("=")) {
                    String name = name();
                    at++;
                    named.put(name, expression());
                } else {
                    positional.add(expression());
                }
                if (!takes(Kind.OPERATOR, ",")) {
                    operator(")");
                    break;
                }
            }
            return new Arguments(positional, named);
        }

        private Expression filtered(Expression of) {
            Expression value = of;
            while (true) {
                if (takes(Kind.OPERATOR, "|")) {
                    String filter = name();
                    if (!Filters.KNOWN.contains(filter)) {
                        throw Filters.unknown(filter);
                    }
                    Arguments arguments = takes(Kind.OPERATOR, "(") ? arguments() : Arguments.NONE;
                    value = postfix(new Expression.Filtered(value, filter, arguments));
                } else if (takes(Kind.NAME, "is")) {
                    value = test(value);
                } else {
                    return value;
                }
            }
        }

        private Expression test(Expression of) {
            boolean negated = takes(Kind.NAME, "not");
            String test = name();
            if (!Tests.KNOWN.contains(test.equals("None") ? "none" : test)) {
                throw Tests.unknown(test);
            }
            Arguments arguments = Arguments.NONE;
            if (takes(Kind.OPERATOR, "(")) {
                arguments = arguments();
            } else if (startsArgument()) {
                arguments = new Arguments(List.of(postfix(primary())), Map.of());
            }
            Expression tested = new Expression.Tested(of, test.equals("None") ? "none" : test, arguments);
            return negated ? new Expression.Not(tested) : tested;
        }

        /** A test's one argument may stand without brackets: {@code is divisibleby 3}. */
        private boolean startsArgument() {
            return switch (token().kind()) {
                case INTEGER, FLOAT, STRING -> true;
                case NAME ->
                    !Set.of("else", "or", "and", "is", "if", "in", "not").contains(token().text());
                case OPERATOR -> isOperator("[") || isOperator("{");
                case END -> false;
            };
        }
    }
}
