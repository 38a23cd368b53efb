package dev.polyhead.webapp.transcription;

import dev.polyhead.speech.Segment;
import dev.polyhead.speech.Transcript;
import dev.polyhead.speech.Word;
import dev.polyhead.webapp.errors.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A transcript after somebody has corrected its text; times stay with their segments and, where they can, words. */
final class EditedTranscript {
    private EditedTranscript() {}

    /**
     * Puts new texts in.
     *
     * @param texts by number of segment; an empty text removes the segment
     * @throws ApiException 400 if there is no such segment
     */
    static Transcript of(Transcript transcript, Map<Integer, String> texts) {
        for (Integer id : texts.keySet()) {
            if (id < 0 || id >= transcript.segments().size()) {
                throw ApiException.badRequest(
                        "segments",
                        "There is no segment %d; they go from 0 to %d."
                                .formatted(id, transcript.segments().size() - 1));
            }
        }
        List<Segment> segments = new ArrayList<>();
        for (Segment segment : transcript.segments()) {
            String text = texts.get(segment.id());
            Segment edited =
                    text == null ? segment : edited(segment, text.strip().replaceAll("\\s+", " "));
            if (!edited.text().isBlank()) {
                segments.add(numbered(edited, segments.size()));
            }
        }
        return new Transcript(
                transcript.task(),
                transcript.language(),
                transcript.languages(),
                transcript.duration(),
                transcript.durationAfterVad(),
                segments,
                transcript.warnings());
    }

    private static Segment edited(Segment segment, String text) {
        return new Segment(
                segment.id(),
                segment.start(),
                segment.end(),
                text.isEmpty() ? "" : " " + text,
                segment.tokens(),
                segment.temperature(),
                segment.avgLogProb(),
                segment.compressionRatio(),
                segment.noSpeechProb(),
                segment.words().isEmpty() || text.isEmpty() ? List.of() : words(segment, text.split(" ")));
    }

    /** As many words as before keep their times; otherwise the segment's time is shared out by length. */
    private static List<Word> words(Segment segment, String[] texts) {
        List<Word> old = segment.words();
        List<Word> words = new ArrayList<>(texts.length);
        double start = old.get(0).start();
        double span = old.get(old.size() - 1).end() - start;
        int letters = 0;
        for (String text : texts) {
            letters += text.length() + 1;
        }
        int before = 0;
        for (int i = 0; i < texts.length; i++) {
            int after = before + texts[i].length() + 1;
            double from = start + span * before / letters;
            double to = start + span * after / letters;
            words.add(
                    old.size() == texts.length
                            ? new Word(old.get(i).start(), old.get(i).end(), " " + texts[i], 1)
                            : new Word(from, to, " " + texts[i], 1));
            before = after;
        }
        return words;
    }

    private static Segment numbered(Segment segment, int id) {
        return new Segment(
                id,
                segment.start(),
                segment.end(),
                segment.text(),
                segment.tokens(),
                segment.temperature(),
                segment.avgLogProb(),
                segment.compressionRatio(),
                segment.noSpeechProb(),
                segment.words());
    }
}
