package dev.polyhead.cli;

import picocli.CommandLine.IVersionProvider;

/** What {@code --version} says. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = Polyhead.class.getPackage().getImplementationVersion();
        return new String[] {
            "Polyhead " + (version == null ? "from its source tree" : version),
            "Java " + System.getProperty("java.version")
        };
    }
}
