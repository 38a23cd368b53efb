package dev.polyhead.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/**
 * What a command answered.
 *
 * @param code exit code
 * @param out what it wrote to standard output
 * @param err what it wrote to standard error
 */
record Spoken(int code, String out, String err) {
    /** Runs a command line as the jar would. */
    static Spoken by(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Polyhead.execute(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
        return new Spoken(code, out.toString(), err.toString());
    }
}
