package dev.polyhead.cli;

import java.io.Console;
import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.util.Locale;

/** How far something is, on one line of the terminal that is written over and over. For one thread. */
final class ProgressBar {
    private static final int CELLS = 24;
    private static final long STEP_NANOS = 100_000_000;
    private static final String CLEAR = "\r\u001b[K";

    private final PrintWriter out;
    private final boolean shown;
    private final String name;
    private final long begun = System.nanoTime();
    private long last;
    private boolean dirty;

    /**
     * A bar that has not begun.
     *
     * @param shown whether anything is written at all
     * @param name what it is about
     */
    ProgressBar(PrintWriter out, boolean shown, String name) {
        this.out = out;
        this.shown = shown;
        this.name = name.length() > CELLS ? name.substring(0, CELLS - 1) + "…" : name;
    }

    /** Whether somebody looks at a terminal. From Java 22 on there is a console even where there is none. */
    @SuppressWarnings("SystemConsoleNull") // asked further below
    static boolean onTerminal() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true; // an older Java, whose console is a terminal
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("The console does not say whether it is a terminal.", e);
        }
    }

    /**
     * Moves the bar.
     *
     * @param done seconds of sound that are done
     * @param total of how many; NaN while unknown
     */
    void show(double done, double total) {
        long now = System.nanoTime();
        if (!shown || now - last < STEP_NANOS) {
            return;
        }
        last = now;
        dirty = true;
        out.print(CLEAR + line(name, done, total, (now - begun) / 1e9));
        out.flush();
    }

    static String line(String name, double done, double total, double took) {
        double speed = took > 0 ? done / took : 0;
        if (!(total > 0)) {
            return String.format(Locale.ROOT, "%s %s, %.1f times real time", name, clock(done), speed);
        }
        double share = Math.min(1, done / total);
        int filled = (int) Math.round(share * CELLS);
        String left = speed > 0 ? ", " + clock(Math.max(0, total - done) / speed) + " left" : "";
        return String.format(
                Locale.ROOT,
                "%s [%s%s] %3.0f %% %s of %s, %.1f times real time%s",
                name,
                "#".repeat(filled),
                " ".repeat(CELLS - filled),
                100 * share,
                clock(done),
                clock(total),
                speed,
                left);
    }

    /** Minutes and seconds, with hours where there are any. */
    static String clock(double seconds) {
        long whole = Math.round(seconds);
        return whole >= 3600
                ? String.format(Locale.ROOT, "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60)
                : String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60);
    }

    /** Takes the bar away, so that something else can be written. */
    void clear() {
        if (dirty) {
            out.print(CLEAR);
            out.flush();
            dirty = false;
        }
    }
}
