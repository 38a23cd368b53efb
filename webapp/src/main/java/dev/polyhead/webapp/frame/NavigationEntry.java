package dev.polyhead.webapp.frame;

/**
 * One page in the rail. A feature declares it as a bean; its word is the message {@code nav.ID}.
 *
 * @param id short name, unique
 * @param path where the page is
 * @param icon symbol in {@code static/icons.svg}
 * @param group before or below the line
 * @param order place within its group, smallest first
 */
public record NavigationEntry(String id, String path, String icon, Group group, int order) {
    /** Before or below the line. */
    public enum Group {
        TASK,
        HOUSE
    }
}
