package bluegreen.testing;

import java.time.Duration;
import java.util.regex.Pattern;

/**
 * When a run of the product is killed: some time after an event that it has written.
 *
 * @param events which of its events are counted
 * @param number of the event, from 1 on
 * @param later the time from that event to the kill
 * @param reach who is killed
 */
public record Moment(Events events, int number, Duration later, Reach reach) {

  /** The events that are counted. */
  public enum Events {
    /** The beginning, and the end of each step. */
    STEPS("\"(begin|step)\""),
    /** Those, and each command run, HTTP exchange and file written. */
    ALL(""),
    /** Just before a command of the user's starts or stops the app on another host. */
    ELSEWHERE("\"command\".*/ctl (start|stop).*"),
    /** Just before the app's process is started: its record is written some milliseconds later. */
    START("\"command\".* --server\\.port="),
    /** Before nginx is told to reload or to end, and after a marker has been written or removed. */
    SWITCH("(\"command\".* -s (reload|quit)|\"file\".*/live/)"),
    /** Before a container is made. */
    CREATE("\"command\".*\"(docker|podman) create .*"),
    /** Before one that was made is started. */
    BOOT("\"command\".*\"(docker|podman) start .*"),
    /** Before an engine is told to start one again whenever it ends. */
    KEEP("\"command\".*\"docker update .*");

    private final Pattern line;

    Events(String kind) {
      line = Pattern.compile("\\{\"event\":" + kind + ".*");
    }

    private boolean include(String written) {
      return line.matcher(written).matches();
    }
  }

  /** Who is killed. */
  public enum Reach {
    /** The deployer alone: a command that it runs just then comes to its own end. */
    PROCESS,
    /** All of its process group, which a command that it runs just then is part of. */
    GROUP
  }

  boolean counts(String line) {
    return events.include(line);
  }

  @Override
  public String toString() {
    return "%.1f ms after event %d of %s, %s"
        .formatted(
            later.toNanos() / 1e6,
            number,
            events,
            reach == Reach.PROCESS ? "the process alone" : "its whole group");
  }
}
