package dev.polyhead.core.hub;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The memory outside of Java's heap. The C library keeps what was freed, in as many arenas as there are threads: after
 * twenty-four times loading and closing a model of 75 MB from new threads, 2 GB stayed with the process.
 */
final class NativeHeap {
    private static final Logger LOG = LoggerFactory.getLogger(NativeHeap.class);

    private NativeHeap() {}

    /** Gives freed memory back to the system, where the virtual machine knows how to: on Linux from JDK 17.0.9 on. */
    static void trim() {
        try {
            Object said = ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "systemTrimNativeHeap",
                            new Object[0],
                            new String[0]);
            LOG.debug("{}", said);
        } catch (JMException | RuntimeException e) {
            LOG.debug("This virtual machine cannot give native memory back.", e);
        }
    }
}
