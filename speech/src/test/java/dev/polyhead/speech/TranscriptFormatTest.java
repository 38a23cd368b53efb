package dev.polyhead.speech;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TranscriptFormatTest {
    private static final Transcript TRANSCRIPT = new Transcript(
            "transcribe",
            "de",
            List.of(),
            3700,
            3700,
            List.of(
                    segment(0, 0, 2.5, " Guten Tag,", word(0, 1, " Guten"), word(1, 2.5, " Tag,")),
                    segment(1, 3661.004, 3662.5, " a <b> --> c & d")),
            List.of());

    @Test
    void textIsJoinedAndStripped() {
        assertEquals("Guten Tag, a <b> --> c & d\n", TranscriptFormat.TEXT.write(TRANSCRIPT));
    }

    @Test
    void subRipHasNumbersHoursAndCommas() {
        assertEquals(
                "1\n00:00:00,000 --> 00:00:02,500\nGuten Tag,\n\n"
                        + "2\n01:01:01,004 --> 01:01:02,500\na <b> -> c & d\n\n",
                TranscriptFormat.SRT.write(TRANSCRIPT));
    }

    @Test
    void webVttEscapesMarkupAndHasHoursOnlyWhereNeeded() {
        assertEquals(
                "WEBVTT\n\n00:00.000 --> 00:02.500\nGuten Tag,\n\n"
                        + "01:01:01.004 --> 01:01:02.500\na &lt;b&gt; -&gt; c &amp; d\n\n",
                TranscriptFormat.VTT.write(TRANSCRIPT));
    }

    @Test
    void tablesAreInMilliseconds() {
        assertEquals(
                "start\tend\ttext\n0\t2500\tGuten Tag,\n3661004\t3662500\ta <b> -> c & d\n",
                TranscriptFormat.TSV.write(TRANSCRIPT));
    }

    @Test
    void lyricsCountMinutesPastTheHour() {
        assertEquals("[00:00.00]Guten Tag,\n[61:01.00]a <b> -> c & d\n", TranscriptFormat.LRC.write(TRANSCRIPT));
    }

    @Test
    void linesAreBrokenAtWordsAndCuesAfterTheirLines() {
        Transcript one = new Transcript(
                "transcribe",
                "en",
                List.of(),
                4,
                4,
                List.of(segment(
                        0,
                        0,
                        4,
                        " one two three four",
                        word(0, 1, " one"),
                        word(1, 2, " two"),
                        word(2, 3, " three"),
                        word(3, 4, " four"))),
                List.of());
        assertEquals(
                "1\n00:00:00,000 --> 00:00:03,000\none two\nthree\n\n2\n00:00:03,000 --> 00:00:04,000\nfour\n\n",
                TranscriptFormat.SRT.write(one, new SubtitleOptions(8, 2)));
    }

    @Test
    void linesAreBrokenWithoutWordTimesToo() {
        Transcript one = new Transcript(
                "transcribe", "en", List.of(), 4, 4, List.of(segment(0, 0, 4, " aaa bbb ccc")), List.of());
        String srt = TranscriptFormat.SRT.write(one, new SubtitleOptions(7, 1));
        assertTrue(srt.startsWith("1\n00:00:00,000 --> 00:00:02,909\naaa bbb\n\n2\n"), srt);
    }

    @Test
    void verboseJsonHasTheNamesOfTheInterface() {
        JsonNode json = JsonMapper.shared().readTree(TranscriptFormat.VERBOSE_JSON.write(TRANSCRIPT));
        assertEquals("german", json.get("language").asString());
        assertEquals(3700, json.get("duration").asDouble());
        assertEquals(2, json.get("segments").size());
        assertEquals(3661.004, json.get("segments").get(1).get("start").asDouble());
        assertEquals(-0.25, json.get("segments").get(1).get("avg_logprob").asDouble());
        assertEquals("Guten", json.get("words").get(0).get("word").asString());
    }

    @Test
    void anUnknownFormatNamesTheKnownOnes() {
        String message = assertThrows(IllegalArgumentException.class, () -> TranscriptFormat.of("docx"))
                .getMessage();
        assertTrue(message.contains("docx") && message.contains("verbose_json"), message);
        assertEquals(TranscriptFormat.VERBOSE_JSON, TranscriptFormat.of("verbose-json"));
    }

    private static Segment segment(int id, double start, double end, String text, Word... words) {
        return new Segment(id, start, end, text, List.of(), 0, -0.25, 1, 0, List.of(words));
    }

    private static Word word(double start, double end, String text) {
        return new Word(start, end, text, 1);
    }
}
