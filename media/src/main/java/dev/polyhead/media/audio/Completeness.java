package dev.polyhead.media.audio;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** Counts what a file promised and did not keep, and says so in sentences. */
final class Completeness {
    /** What coders with overlapping blocks add or drop at both ends, in seconds. */
    private static final double LOSSY_SLACK = 0.15;

    private static final double LOSSLESS_SLACK = 0.005;

    private final Demuxer demuxer;
    private final FileInput input;
    private int damagedPackets;
    private double damagedSeconds;
    private long cleanedSamples;

    Completeness(Demuxer demuxer, FileInput input) {
        this.demuxer = demuxer;
        this.input = input;
    }

    void damaged(double seconds) {
        damagedPackets++;
        damagedSeconds += seconds;
    }

    void cleaned(int count) {
        cleanedSamples += count;
    }

    /**
     * Compares what was decoded with what was promised, at the end of the file.
     *
     * @throws UnreadableAudioException if there was sound and none of it could be decoded
     */
    void judge(double decoded, int sampleRate, List<String> warnings) throws IOException {
        OptionalDouble claimed = WavHeader.missingSeconds(input);
        OptionalDouble declared = demuxer.declaredSeconds();
        double missing = claimed.orElse(Math.max(0, declared.orElse(decoded) - decoded));
        if (decoded == 0) {
            if (damagedPackets > 0 || missing > 0.05) {
                throw new UnreadableAudioException(
                        "The header says '%s' (%s), but not one sample could be decoded: %s. Send the file again or convert it."
                                .formatted(
                                        demuxer.format(),
                                        demuxer.codec(),
                                        damagedPackets > 0
                                                ? damagedPackets
                                                        + (damagedPackets == 1 ? " damaged packet" : " damaged packets")
                                                : "its contents are missing"));
            }
            warnings.add("The file holds no samples, or too few to be heard.");
            return;
        }
        if (missing > (demuxer.lossless() ? LOSSLESS_SLACK : LOSSY_SLACK)) {
            warnings.add(sentence(
                    "The file says it is %.2f s long, but only %.2f s could be read: %.2f s are missing.",
                    decoded + missing, decoded, missing));
        } else if (demuxer.endedEarly()) {
            warnings.add(sentence(
                    "The file is damaged after %.2f s; what follows could not be read, and how much that is is unknown.",
                    decoded));
        } else if (demuxer.format().equals("ogg") && !OggEnd.present(input)) {
            warnings.add(sentence("The file has no marked end: it may have been cut off after %.2f s.", decoded));
        }
        if (damagedPackets > 0) {
            warnings.add(sentence(
                    "%s left out%s.",
                    damagedPackets == 1 ? "1 damaged packet was" : damagedPackets + " damaged packets were",
                    damagedSeconds > 0 ? sentence(", about %.2f s of sound", damagedSeconds) : ""));
        }
        if (cleanedSamples > 0) {
            warnings.add(sentence(
                    cleanedSamples == 1
                            ? "%d sample was not a number and became silence."
                            : "%d samples were not numbers and became silence.",
                    cleanedSamples));
        }
    }

    private static String sentence(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
