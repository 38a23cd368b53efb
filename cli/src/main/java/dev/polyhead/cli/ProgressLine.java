package dev.polyhead.cli;

import dev.polyhead.core.hub.Bytes;
import dev.polyhead.core.hub.PullProgress;
import java.io.PrintWriter;

/** A line that says how far a download is: rewritten in a terminal, a new one every tenth elsewhere. */
final class ProgressLine {
    private static final int WIDTH = 30;
    private static final long EVERY_NANOS = 100_000_000;

    private final PrintWriter out;
    private final boolean terminal = System.console() != null;
    private long shownAt;
    private int shownTenth = -1;

    ProgressLine(PrintWriter out) {
        this.out = out;
    }

    synchronized void show(PullProgress progress) {
        double share = progress.total() == 0 ? 1 : progress.done() / (double) progress.total();
        int tenth = (int) (share * 10);
        long now = System.nanoTime();
        boolean last = progress.done() == progress.total();
        if (terminal ? !last && now - shownAt < EVERY_NANOS : tenth == shownTenth) {
            return;
        }
        shownAt = now;
        shownTenth = tenth;
        int filled = (int) (share * WIDTH);
        String line = "%s%s %3d %%  %s of %s"
                .formatted(
                        "#".repeat(filled),
                        ".".repeat(WIDTH - filled),
                        (int) (share * 100),
                        Bytes.text(progress.done()),
                        Bytes.text(progress.total()));
        out.print(terminal ? "\r" + line : line + System.lineSeparator());
        out.flush();
    }

    synchronized void end() {
        if (terminal) {
            out.println();
        }
    }
}
