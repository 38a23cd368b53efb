package dev.polyhead.media.audio;

import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_QUIET;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;
import static org.bytedeco.ffmpeg.global.avutil.av_max_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_strerror;

import java.nio.charset.StandardCharsets;

/** What holds for the native library as a whole: it is silent, and a lying header cannot make it take the memory. */
final class Ffmpeg {
    private static final long LARGEST_ALLOCATION = 512L << 20;

    static {
        av_log_set_level(AV_LOG_QUIET);
        av_max_alloc(LARGEST_ALLOCATION);
    }

    private Ffmpeg() {}

    /** Loads the library and silences it; cheap after the first time. */
    static void ready() {
        // the static block has run
    }

    /** FFmpeg's own words for an error code. */
    static String message(int error) {
        byte[] text = new byte[128];
        av_strerror(error, text, text.length);
        int end = 0;
        while (end < text.length && text[end] != 0) {
            end++;
        }
        return new String(text, 0, end, StandardCharsets.UTF_8);
    }
}
