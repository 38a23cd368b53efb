import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Lists the tests that did not run, each with its reason, so that none is skipped in silence.
 *
 * <p>{@code java SkippedTests.java ROOT [ALLOWED]} reads the test reports of every module under ROOT. With ALLOWED, a
 * regular expression, the exit code is 1 if a test was skipped for a reason that it does not match, or if no test ran.
 */
class SkippedTests {
    record Skip(String test, String reason) {}

    public static void main(String[] arguments) throws Exception {
        List<Skip> skips = new ArrayList<>();
        int tests = 0;
        for (Path report : reports(Path.of(arguments[0]))) {
            NodeList cases = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(report.toFile())
                    .getElementsByTagName("testcase");
            for (int i = 0; i < cases.getLength(); i++) {
                Element test = (Element) cases.item(i);
                NodeList skipped = test.getElementsByTagName("skipped");
                tests++;
                if (skipped.getLength() > 0) {
                    String reason = ((Element) skipped.item(0)).getAttribute("message");
                    String name = test.getAttribute("classname").replaceAll(".*\\.", "") + "." + test.getAttribute("name");
                    skips.add(new Skip(name, reason.isBlank() ? "no reason given" : reason.strip()));
                }
            }
        }
        System.out.printf("%d tests, %d of them skipped%s%n", tests, skips.size(), skips.isEmpty() ? "." : ":");
        skips.forEach(skip -> System.out.printf("  %s%n      %s%n", skip.test(), skip.reason()));
        if (arguments.length > 1) {
            Pattern allowed = Pattern.compile(arguments[1]);
            List<Skip> avoidable = skips.stream()
                    .filter(skip -> !allowed.matcher(skip.reason()).find())
                    .toList();
            if (tests == 0 || !avoidable.isEmpty()) {
                System.out.printf("%d tests ran, %d were skipped that should have run.%n", tests, avoidable.size());
                System.exit(1);
            }
        }
    }

    private static List<Path> reports(Path root) throws IOException {
        List<Path> reports = new ArrayList<>();
        try (Stream<Path> modules = Files.list(root)) {
            for (Path module : modules.sorted().toList()) {
                Path folder = module.resolve("target/surefire-reports");
                if (Files.isDirectory(folder)) {
                    try (Stream<Path> files = Files.list(folder)) {
                        files.filter(file -> file.getFileName().toString().matches("TEST-.*\\.xml"))
                                .sorted()
                                .forEach(reports::add);
                    }
                }
            }
        }
        return reports;
    }
}
