package dev.polyhead.webapp.transcription;

import java.util.List;
import java.util.Map;

/**
 * A transcription as it was submitted.
 *
 * @param name of the recording, as its owner calls it
 * @param fields of the form, by name
 */
record TranscriptionRequest(String name, Map<String, List<String>> fields) {}
