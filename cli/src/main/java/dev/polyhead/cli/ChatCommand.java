package dev.polyhead.cli;

import dev.polyhead.core.generation.Cancellation;
import dev.polyhead.text.ChatMessage;
import dev.polyhead.text.TextGenerator;
import dev.polyhead.text.TextModel;
import dev.polyhead.text.Written;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code chat}: a conversation, one line of input a turn. */
@Command(
        name = "chat",
        description = {
            "Answers with a chat model; prints while it writes.",
            "Without a text it holds a conversation: one line is one turn, an empty line or the end of the input ends it."
        },
        mixinStandardHelpOptions = true)
final class ChatCommand implements Callable<Integer> {
    @Mixin
    private TextSettings text = new TextSettings();

    @Mixin
    private WritingSettings writing = new WritingSettings();

    @Option(names = "--system", paramLabel = "TEXT", description = "How the model should answer.")
    private @Nullable String system;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        List<ChatMessage> messages = new ArrayList<>();
        if (system != null) {
            messages.add(new ChatMessage("system", system));
        }
        try (TextModel model = text.open(null)) {
            TextGenerator generator = new TextGenerator(model);
            if (text.given()) {
                answer(generator, messages, text.text(), out);
                return 0;
            }
            BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String line = asked(in, out); line != null && !line.isBlank(); line = asked(in, out)) {
                answer(generator, messages, line, out);
            }
        }
        return 0;
    }

    private static @Nullable String asked(BufferedReader in, PrintWriter out) throws IOException {
        if (System.console() != null) {
            out.print("> ");
            out.flush();
        }
        return in.readLine();
    }

    private void answer(TextGenerator generator, List<ChatMessage> messages, String said, PrintWriter out) {
        messages.add(new ChatMessage("user", said));
        List<Written> answers = generator.chat(
                messages, writing.options(text), WritingSettings.printing(text, out), new Cancellation());
        WritingSettings.print(answers, true, text, out);
        messages.add(new ChatMessage("assistant", answers.get(0).text()));
    }
}
