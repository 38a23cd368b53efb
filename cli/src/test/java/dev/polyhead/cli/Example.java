package dev.polyhead.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A command in a document that claims to be tested: a line of a {@code bash} block after {@code <!-- tested -->}.
 *
 * @param line where it begins in the document, from 1
 * @param command as it stands there, continued lines joined
 */
record Example(int line, String command) {
    private static final String MARK = "<!-- tested -->";
    static final String PROGRAM = "java -jar cli/target/polyhead.jar";
    private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|([^\\s'\"]+)");

    /**
     * The commands of one program among the tested examples of a document.
     *
     * @param program how their lines begin
     */
    static List<Example> of(List<String> document, String program) {
        List<Example> found = new ArrayList<>();
        boolean marked = false;
        boolean inside = false;
        StringBuilder command = new StringBuilder();
        for (int i = 0; i < document.size(); i++) {
            String text = document.get(i).strip();
            if (!inside) {
                inside = marked && text.equals("```bash");
                marked = text.equals(MARK) || (marked && text.isEmpty());
            } else if (text.startsWith("```")) {
                inside = false;
            } else if (text.endsWith("\\")) {
                command.append(text, 0, text.length() - 1).append(' ');
            } else {
                String whole = command.append(text).toString();
                command.setLength(0);
                if (whole.startsWith(program)) {
                    found.add(new Example(i + 1, whole));
                }
            }
        }
        return found;
    }

    /** The arguments of a command of {@link #PROGRAM}, without quotes, comment and redirection. */
    String[] arguments() {
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(command.substring(PROGRAM.length()));
        while (word.find()) {
            if (word.group(3) != null && word.group(3).matches("#.*|>|\\||&")) {
                break;
            }
            words.add(word.group(1) != null ? word.group(1) : word.group(2) != null ? word.group(2) : word.group(3));
        }
        return words.toArray(String[]::new);
    }

    @Override
    public String toString() {
        return "line " + line + ": " + command;
    }
}
