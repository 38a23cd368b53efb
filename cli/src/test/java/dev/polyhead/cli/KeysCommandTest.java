package dev.polyhead.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code keys} on the data folder of a server that is stopped. */
class KeysCommandTest {
    @TempDir
    Path data;

    @Test
    void aKeyIsMadeListedAndRevoked() {
        Spoken made = keys("create", "team", "--scope", "write", "--expires", "30d");
        assertEquals(0, made.code(), made.err());
        assertEquals(43, made.out().strip().length(), "the key alone, for scripts");
        assertTrue(made.err().contains("scope write"), made.err());

        Spoken list = keys("list");
        assertTrue(list.out().matches("(?s).*team +write +valid .*"), list.out());
        assertFalse(list.out().contains(made.out().strip()), "a key is shown once");

        assertEquals(0, keys("revoke", "team").code());
        assertTrue(keys("list").out().contains("revoked"));
    }

    @Test
    void mistakesAreOneLine() {
        assertTrue(keys("create", "a", "--scope", "root").err().contains("'root' is no scope"));
        assertTrue(keys("create", "a", "--expires", "soon").err().contains("'soon' is no time"));
        assertTrue(keys("revoke", "nobody").err().contains("no key 'nobody'"));
        Spoken nowhere =
                Spoken.by("keys", "list", "--data-dir", data.resolve("none").toString());
        assertTrue(nowhere.err().contains("There is no data folder"), nowhere.err());
        assertTrue(keys("list", "--server", "http://localhost:1").err().contains("not both"));
    }

    private Spoken keys(String... words) {
        String[] all = new String[words.length + 3];
        all[0] = "keys";
        System.arraycopy(words, 0, all, 1, words.length);
        all[words.length + 1] = "--data-dir";
        all[words.length + 2] = data.toString();
        return Spoken.by(all);
    }
}
