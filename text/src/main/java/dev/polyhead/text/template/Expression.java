package dev.polyhead.text.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Something with a value. */
sealed interface Expression {
    @Nullable
    Object value(Scope scope);

    record Literal(@Nullable Object constant) implements Expression {
        @Override
        public @Nullable Object value(Scope scope) {
            return constant;
        }
    }

    record Variable(String name) implements Expression {
        @Override
        public @Nullable Object value(Scope scope) {
            return scope.get(name);
        }
    }

    record ListOf(List<Expression> items, boolean tuple) implements Expression {
        @Override
        public Object value(Scope scope) {
            return tuple ? new Tuple(values(items, scope)) : values(items, scope);
        }
    }

    record MapOf(List<Expression> keys, List<Expression> items) implements Expression {
        @Override
        public Object value(Scope scope) {
            Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
            for (int i = 0; i < keys.size(); i++) {
                map.put(keys.get(i).value(scope), items.get(i).value(scope));
            }
            return map;
        }
    }

    record Not(Expression operand) implements Expression {
        @Override
        public Object value(Scope scope) {
            return !Python.truth(operand.value(scope));
        }
    }

    record Negative(Expression operand) implements Expression {
        @Override
        public @Nullable Object value(Scope scope) {
            return Python.arithmetic("-", 0L, operand.value(scope));
        }
    }

    /** {@code and}, {@code or}: the operand that decides is the value. */
    record Logic(boolean and, Expression left, Expression right) implements Expression {
        @Override
        public @Nullable Object value(Scope scope) {
            Object first = left.value(scope);
            return Python.truth(first) == and ? right.value(scope) : first;
        }
    }

    record Arithmetic(String operator, Expression left, Expression right) implements Expression {
        @Override
        public @Nullable Object value(Scope scope) {
            return Python.arithmetic(operator, left.value(scope), right.value(scope));
        }
    }

    /** {@code a < b <= c}: all must hold. */
    record Comparison(Expression first, List<String> operators, List<Expression> others) implements Expression {
        @Override
        public Object value(Scope scope) {
            Object left = first.value(scope);
            for (int i = 0; i < operators.size(); i++) {
                Object right = others.get(i).value(scope);
                if (!holds(operators.get(i), left, right)) {
                    return false;
                }
                left = right;
            }
            return true;
        }

        static boolean holds(String operator, @Nullable Object left, @Nullable Object right) {
            return switch (operator) {
                case "==" -> Python.equal(left, right);
                case "!=" -> !Python.equal(left, right);
                case "in" -> Python.contains(right, left);
                case "not in" -> !Python.contains(right, left);
                case "<" -> Python.compare(left, right) < 0;
                case "<=" -> Python.compare(left, right) <= 0;
                case ">" -> Python.compare(left, right) > 0;
                default -> Python.compare(left, right) >= 0;
            };
        }
    }

    record Conditional(
            Expression condition, Expression yes, @Nullable Expression no) implements Expression {
        @Override
        public @Nullable Object value(Scope scope) {
            if (Python.truth(condition.value(scope))) {
                return yes.value(scope);
            }
            return no == null ? new Undefined("the missing else") : no.value(scope);
        }
    }

    record Item(Expression of, Expression key) implements Expression {
        @Override
        public @Nullable Object value(Scope scope) {
            return Python.item(of.value(scope), key.value(scope));
        }
    }

    /** {@code a.name}: a method if the value has one of that name, else its entry. */
    record Attribute(Expression of, String name) implements Expression {
        @Override
        public @Nullable Object value(Scope scope) {
            Object value = of.value(scope);
            Callable method = Methods.of(value, name);
            return method != null ? method : Python.item(value, name);
        }
    }

    record Slice(
            Expression of,
            @Nullable Expression from,
            @Nullable Expression to,
            @Nullable Expression step) implements Expression {
        @Override
        public Object value(Scope scope) {
            return Python.slice(of.value(scope), bound(from, scope), bound(to, scope), bound(step, scope));
        }

        private static @Nullable Object bound(@Nullable Expression bound, Scope scope) {
            return bound == null ? null : bound.value(scope);
        }
    }

    /** What a call, a filter or a test is given. */
    record Arguments(List<Expression> positional, Map<String, Expression> named) {
        static final Arguments NONE = new Arguments(List.of(), Map.of());

        Given given(Scope scope) {
            Map<String, @Nullable Object> byName = new LinkedHashMap<>();
            named.forEach((name, value) -> byName.put(name, value.value(scope)));
            return new Given(values(positional, scope), byName);
        }
    }

    record Call(Expression function, Arguments arguments) implements Expression {
        @Override
        public @Nullable Object value(Scope scope) {
            Object callee = function.value(scope);
            if (callee instanceof Callable callable) {
                return callable.call(arguments.given(scope));
            }
            throw Python.wrong(callee, "something to call");
        }
    }

    record Filtered(Expression of, String filter, Arguments arguments) implements Expression {
        @Override
        public @Nullable Object value(Scope scope) {
            return Filters.apply(filter, of.value(scope), arguments.given(scope));
        }
    }

    record Tested(Expression of, String test, Arguments arguments) implements Expression {
        @Override
        public Object value(Scope scope) {
            return Tests.holds(test, of.value(scope), arguments.given(scope).positional());
        }
    }

    private static List<@Nullable Object> values(List<Expression> expressions, Scope scope) {
        List<@Nullable Object> values = new ArrayList<>();
        expressions.forEach(expression -> values.add(expression.value(scope)));
        return values;
    }
}
