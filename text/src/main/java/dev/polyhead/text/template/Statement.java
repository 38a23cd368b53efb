package dev.polyhead.text.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Something that prints or changes variables. */
sealed interface Statement {
    /** How a piece of the template ended. */
    enum End {
        NORMAL,
        BREAK,
        CONTINUE
    }

    End run(Scope scope, StringBuilder out);

    record Block(List<Statement> statements) implements Statement {
        @Override
        public End run(Scope scope, StringBuilder out) {
            for (Statement statement : statements) {
                End end = statement.run(scope, out);
                if (end != End.NORMAL) {
                    return end;
                }
            }
            return End.NORMAL;
        }
    }

    record Raw(String text) implements Statement {
        @Override
        public End run(Scope scope, StringBuilder out) {
            out.append(text);
            return End.NORMAL;
        }
    }

    record Print(Expression expression) implements Statement {
        @Override
        public End run(Scope scope, StringBuilder out) {
            out.append(Python.text(expression.value(scope)));
            Python.requireLength(out.length());
            return End.NORMAL;
        }
    }

    record Leave(End how) implements Statement {
        @Override
        public End run(Scope scope, StringBuilder out) {
            return how;
        }
    }

    record If(
            List<Expression> conditions,
            List<Block> branches,
            @Nullable Block otherwise) implements Statement {
        @Override
        public End run(Scope scope, StringBuilder out) {
            for (int i = 0; i < conditions.size(); i++) {
                if (Python.truth(conditions.get(i).value(scope))) {
                    return branches.get(i).run(scope, out);
                }
            }
            return otherwise == null ? End.NORMAL : otherwise.run(scope, out);
        }
    }

    /** Where a value goes: one name, several, or an entry of a namespace. */
    record Target(List<String> names, @Nullable String entry) {
        void set(Scope scope, @Nullable Object value) {
            if (entry != null) {
                if (!(scope.get(names.get(0)) instanceof Namespace namespace)) {
                    throw new TemplateException(
                            "The chat template sets '%s.%s', but only a namespace can be changed that way."
                                    .formatted(names.get(0), entry));
                }
                namespace.values().put(entry, value);
            } else if (names.size() == 1) {
                scope.set(names.get(0), value);
            } else {
                List<@Nullable Object> values = Python.items(value);
                if (values.size() != names.size()) {
                    throw new TemplateException("The chat template unpacks %d values into %d names."
                            .formatted(values.size(), names.size()));
                }
                for (int i = 0; i < names.size(); i++) {
                    scope.set(names.get(i), values.get(i));
                }
            }
        }
    }

    record Assign(Target target, Expression expression) implements Statement {
        @Override
        public End run(Scope scope, StringBuilder out) {
            target.set(scope, expression.value(scope));
            return End.NORMAL;
        }
    }

    /** {@code {% set name %} … {% endset %}}: what is printed inside becomes the value. */
    record Capture(Target target, Block body) implements Statement {
        @Override
        public End run(Scope scope, StringBuilder out) {
            StringBuilder captured = new StringBuilder();
            body.run(new Scope(scope), captured);
            target.set(scope, captured.toString());
            return End.NORMAL;
        }
    }

    record For(
            Target target,
            Expression over,
            @Nullable Expression only,
            Block body,
            @Nullable Block otherwise) implements Statement {
        @Override
        public End run(Scope scope, StringBuilder out) {
            List<@Nullable Object> items = new ArrayList<>();
            for (Object item : Python.items(over.value(scope))) {
                scope.step();
                Scope inner = new Scope(scope);
                target.set(inner, item);
                if (only == null || Python.truth(only.value(inner))) {
                    items.add(item);
                }
            }
            if (items.isEmpty() && otherwise != null) {
                return otherwise.run(scope, out);
            }
            for (int i = 0; i < items.size(); i++) {
                Scope inner = new Scope(scope);
                inner.set("loop", loop(items, i));
                target.set(inner, items.get(i));
                if (body.run(inner, out) == End.BREAK) {
                    break;
                }
            }
            return End.NORMAL;
        }

        private static Namespace loop(List<@Nullable Object> items, int at) {
            int size = items.size();
            Map<String, @Nullable Object> loop = new LinkedHashMap<>();
            loop.put("index", at + 1L);
            loop.put("index0", (long) at);
            loop.put("revindex", (long) size - at);
            loop.put("revindex0", size - at - 1L);
            loop.put("first", at == 0);
            loop.put("last", at == size - 1);
            loop.put("length", (long) size);
            loop.put("previtem", at == 0 ? new Undefined("loop.previtem") : items.get(at - 1));
            loop.put("nextitem", at == size - 1 ? new Undefined("loop.nextitem") : items.get(at + 1));
            Callable cycle = given -> given.at(at % given.positional().size());
            loop.put("cycle", cycle);
            return new Namespace(loop);
        }
    }

    record Macro(String name, List<String> parameters, Map<String, Expression> defaults, Block body)
            implements Statement {
        @Override
        public End run(Scope scope, StringBuilder out) {
            Callable macro = given -> {
                if (given.positional().size() > parameters.size()
                        || !parameters.containsAll(given.named().keySet())) {
                    throw new TemplateException(
                            "The chat template's macro '%s' takes %s only.".formatted(name, parameters));
                }
                scope.step();
                Scope inner = new Scope(scope);
                for (int i = 0; i < parameters.size(); i++) {
                    String parameter = parameters.get(i);
                    Expression preset = defaults.get(parameter);
                    Object value = preset == null ? new Undefined(parameter) : preset.value(inner);
                    inner.set(parameter, given.or(i, parameter, value));
                }
                StringBuilder printed = new StringBuilder();
                body.run(inner, printed);
                return printed.toString();
            };
            scope.set(name, macro);
            return End.NORMAL;
        }
    }
}
