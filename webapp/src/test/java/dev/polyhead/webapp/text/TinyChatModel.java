package dev.polyhead.webapp.text;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A reference case as a chat model that reads and writes the words {@code t0} to {@code t119}. */
final class TinyChatModel {
    private static final int VOCABULARY = 120;

    private TinyChatModel() {}

    /** Writes the model into a folder of this name; reports a skip where the reference cases are absent. */
    static void write(Path folder) throws IOException {
        write(folder, "llama-causal-lm");
    }

    /** The same of another case. */
    static void write(Path folder, String reference) throws IOException {
        Path source = reference(reference);
        assumeTrue(source != null, "the reference cases are not beside the checkout");
        Files.createDirectories(folder);
        for (String name : new String[] {"config.json", "model.safetensors", "generation_config.json"}) {
            if (Files.exists(source.resolve(name))) {
                Files.copy(source.resolve(name), folder.resolve(name));
            }
        }
        JsonMapper json = JsonMapper.shared();
        ObjectNode tokenizer = json.createObjectNode().put("version", "1.0");
        tokenizer.putArray("added_tokens");
        tokenizer.putObject("pre_tokenizer").put("type", "WhitespaceSplit");
        ObjectNode vocab = tokenizer
                .putObject("model")
                .put("type", "WordLevel")
                .put("unk_token", "t0")
                .putObject("vocab");
        IntStream.range(0, VOCABULARY).forEach(id -> vocab.put("t" + id, id));
        Files.writeString(folder.resolve("tokenizer.json"), tokenizer.toString());
        ObjectNode settings = json.createObjectNode()
                .put("chat_template", "{% for message in messages %}{{ message.content + ' ' }}{% endfor %}");
        Files.writeString(folder.resolve("tokenizer_config.json"), settings.toString());
    }

    private static Path reference(String name) {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path folder = at.resolve("shared/reference/cases").resolve(name);
            if (Files.isDirectory(folder)) {
                return folder;
            }
        }
        return null;
    }
}
