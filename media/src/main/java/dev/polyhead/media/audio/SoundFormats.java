package dev.polyhead.media.audio;

import java.util.Set;

/**
 * The containers that are read. All of them carry their sound themselves; playlists and scripts, which name other
 * files, are not among them.
 */
final class SoundFormats {
    private static final Set<String> READ = Set.of(
            "aac",
            "ac3",
            "aiff",
            "amr",
            "amrnb",
            "amrwb",
            "ape",
            "asf",
            "au",
            "avi",
            "caf",
            "dsf",
            "dts",
            "dtshd",
            "eac3",
            "flac",
            "flv",
            "gsm",
            "loas",
            "matroska",
            "mov",
            "mp3",
            "mpc",
            "mpc8",
            "mpeg",
            "mpegts",
            "mxf",
            "nistsphere",
            "ogg",
            "oma",
            "rm",
            "tak",
            "truehd",
            "tta",
            "voc",
            "w64",
            "wav",
            "wsd",
            "wv",
            "xwma");

    private static final Set<String> PLAYLISTS =
            Set.of("hls", "applehttp", "concat", "dash", "sdp", "imf", "ism", "webvtt", "srt", "ass", "lrc");

    private SoundFormats() {}

    /** Whether this FFmpeg demuxer, by its comma-separated names, is one that is read. */
    static boolean reads(String names) {
        for (String name : names.split(",")) {
            if (READ.contains(name)) {
                return true;
            }
        }
        return false;
    }

    /** Why a file that looks like this is not read. */
    static String refusal(String names) {
        for (String name : names.split(",")) {
            if (PLAYLISTS.contains(name)) {
                return ("The file is a playlist, a script or subtitles (%s): it names other files and holds no sound "
                                + "itself. Send the sound file it points to.")
                        .formatted(names);
            }
        }
        return ("The file looks like '%s', which is not a sound or video file that is read here. "
                        + "Send wav, flac, mp3, m4a, mp4, aac, ogg, opus, webm, wma or another common format.")
                .formatted(names);
    }

    /** Whether the first bytes are text that names other files, whatever the file is called. */
    static boolean looksLikePlaylist(String head) {
        String text = head.stripLeading();
        return text.startsWith("#EXTM3U")
                || text.startsWith("ffconcat")
                || text.regionMatches(true, 0, "[playlist]", 0, 10)
                || text.regionMatches(true, 0, "<asx", 0, 4)
                || text.startsWith("<?xml")
                || text.startsWith("<MPD")
                || text.startsWith("<smil");
    }
}
