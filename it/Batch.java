import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Method;

/** Runs the command line's commands, one a line with tabs between the words, in one JVM; for families.py. */
public final class Batch {
    public static void main(String[] args) throws Exception {
        Method execute = Class.forName("dev.polyhead.cli.Polyhead", true, Thread.currentThread().getContextClassLoader())
                .getDeclaredMethod("execute", PrintWriter.class, PrintWriter.class, String[].class);
        execute.setAccessible(true);
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            StringWriter said = new StringWriter();
            PrintWriter out = new PrintWriter(said);
            Object code;
            try {
                code = execute.invoke(null, out, out, line.split("\t"));
            } catch (java.lang.reflect.InvocationTargetException e) {
                code = 3;
                out.print("CRASH " + e.getCause());
            }
            out.flush();
            System.out.println("DONE\t" + code + "\t" + said.toString().trim().replaceAll("\\s+", " "));
        }
        System.exit(0);
    }
}
