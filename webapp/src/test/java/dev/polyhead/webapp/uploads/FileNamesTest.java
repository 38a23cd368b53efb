package dev.polyhead.webapp.uploads;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileNamesTest {
    @ParameterizedTest
    @CsvSource({
        "tune.mid, tune.mid",
        "C:\\Users\\me\\tune.mid, tune.mid",
        "../../etc/passwd, passwd",
        "tune %22x%22.mid, tune \"x\".mid",
        "two%0D%0Alines.wav, two lines.wav",
        "100%.png, 100%.png",
    })
    void aNameIsItsLastPartAsItsOwnerWroteIt(String given, String plain) {
        assertThat(FileNames.plain(given, "file")).isEqualTo(plain);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " ", "..", "folder/", "%0A"})
    void aFileWithoutANameGetsOne(String given) {
        assertThat(FileNames.plain(given, "file")).isEqualTo("file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u202eb", "a\u2028b", "a\u0000b", "a\r\nb"})
    void whatWouldConfuseAReaderIsASpace(String given) {
        assertThat(FileNames.plain(given, "file")).isEqualTo("a b");
    }
}
