package dev.polyhead.webapp.transcription;

import dev.polyhead.speech.Languages;
import dev.polyhead.speech.Transcript;
import dev.polyhead.webapp.jobs.Job;
import dev.polyhead.webapp.jobs.JobState;
import java.util.List;
import java.util.UUID;

/**
 * A transcript as {@code /api/transcriptions/ID.json} shows it, also while it is being made.
 *
 * @param id of the job
 * @param name of the recording
 * @param state of the job; until it is done, what follows is what is final so far
 * @param language name of the language, in English; empty while unknown
 */
record TranscriptView(
        UUID id,
        String name,
        JobState state,
        String task,
        String language,
        double duration,
        String text,
        List<SegmentView> segments,
        List<String> warnings) {

    static TranscriptView of(Job job, Transcript transcript) {
        return new TranscriptView(
                job.id(),
                job.title(),
                job.state(),
                transcript.task(),
                Languages.name(transcript.language()),
                transcript.duration(),
                transcript.text(),
                transcript.segments().stream().map(SegmentView::of).toList(),
                transcript.warnings());
    }
}
