package dev.polyhead.text.template;

import java.time.Clock;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns messages into the prompt a model was trained on: {@code chat_template} of {@code tokenizer_config.json}. Immutable
 * and safe for concurrent use.
 */
public final class ChatTemplate {
    private final Statement.Block template;
    private final Clock clock;

    private ChatTemplate(Statement.Block template, Clock clock) {
        this.template = template;
        this.clock = clock;
    }

    /**
     * Reads a template.
     *
     * @throws TemplateException if it uses a part of Jinja that is not supported, named in the message
     */
    public static ChatTemplate of(String jinja) {
        return of(jinja, Clock.systemDefaultZone());
    }

    /** Reads a template that asks this clock for the date. */
    static ChatTemplate of(String jinja, Clock clock) {
        try {
            return new ChatTemplate(Parser.parse(jinja), clock);
        } catch (StackOverflowError e) {
            throw new TemplateException("The chat template is nested too deep to be read.");
        }
    }

    /**
     * Renders the template.
     *
     * @param variables {@code messages}, {@code add_generation_prompt}, {@code bos_token} and so on: strings, numbers,
     *     booleans, null, lists and maps of these
     * @throws TemplateException if the template itself refuses the messages, or uses a variable that is missing
     */
    public String render(Map<String, ? extends @Nullable Object> variables) {
        Scope scope = new Scope(null);
        functions().forEach(scope::set);
        variables.forEach((name, value) -> scope.set(name, widened(value)));
        StringBuilder out = new StringBuilder();
        try {
            template.run(scope, out);
        } catch (StackOverflowError e) {
            throw new TemplateException("The chat template calls itself without end.");
        }
        return out.toString();
    }

    private Map<String, Callable> functions() {
        Callable refuse = given -> {
            throw new TemplateException(given.text(0));
        };
        return Map.of(
                "raise_exception", refuse,
                "strftime_now", given -> date(given.text(0)),
                "namespace", given -> new Namespace(new LinkedHashMap<>(given.named())),
                "dict", given -> new LinkedHashMap<>(given.named()),
                "range", given -> range(given));
    }

    private static List<@Nullable Object> range(Given given) {
        int count = given.positional().size();
        int from = count > 1 ? Python.integer(given.at(0)) : 0;
        int to = Python.integer(given.at(count > 1 ? 1 : 0));
        int step = count > 2 ? Python.integer(given.at(2)) : 1;
        if (step == 0 || Math.abs((long) to - from) > 100_000L * Math.abs(step)) {
            throw new TemplateException(
                    "The chat template counts from %d to %d by %d, which is too far.".formatted(from, to, step));
        }
        List<@Nullable Object> numbers = new ArrayList<>();
        for (long i = from; step > 0 ? i < to : i > to; i += step) {
            numbers.add(i);
        }
        return numbers;
    }

    private String date(String format) {
        LocalDateTime now = LocalDateTime.now(clock);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < format.length(); i++) {
            char c = format.charAt(i);
            text.append(c == '%' && i + 1 < format.length() ? field(now, format.charAt(++i)) : String.valueOf(c));
        }
        return text.toString();
    }

    private static String field(LocalDateTime now, char field) {
        String pattern = switch (field) {
            case 'd' -> "dd";
            case 'm' -> "MM";
            case 'Y' -> "yyyy";
            case 'y' -> "yy";
            case 'b' -> "MMM";
            case 'B' -> "MMMM";
            case 'a' -> "EEE";
            case 'A' -> "EEEE";
            case 'H' -> "HH";
            case 'I' -> "hh";
            case 'M' -> "mm";
            case 'S' -> "ss";
            case 'p' -> "a";
            case 'j' -> "DDD";
            default ->
                throw new TemplateException(
                        "The chat template writes a date with '%%%s', which is not supported.".formatted(field));
        };
        return now.format(DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH));
    }

    /** Whole numbers of every size are one kind here. */
    private static @Nullable Object widened(@Nullable Object value) {
        if (value instanceof Integer number) {
            return number.longValue();
        }
        if (value instanceof Float number) {
            return number.doubleValue();
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> items = new ArrayList<>();
            list.forEach(item -> items.add(widened(item)));
            return items;
        }
        if (value instanceof Map<?, ?> map) {
            Map<@Nullable Object, @Nullable Object> items = new LinkedHashMap<>();
            map.forEach((key, item) -> items.put(key, widened(item)));
            return items;
        }
        return value;
    }
}
