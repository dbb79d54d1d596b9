package bluegreen.playbook;

import java.time.Duration;
import java.util.List;

/**
 * The user's commands for what runs elsewhere, such as on another host.
 *
 * @param running tells by its exit status whether it runs; empty where nobody can tell
 * @param logs shows what it writes; empty where nothing does
 * @param timeout how long one of them may take
 */
public record Elsewhere(
    List<Template> stop, List<Template> running, List<Template> logs, Duration timeout) {}
