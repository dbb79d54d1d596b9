package bluegreen.playbook;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * When a slot counts as healthy.
 *
 * @param timeout the whole wait
 * @param interval the pause between two questions
 * @param successes so many good answers in a row
 */
public record Health(Question question, Duration timeout, Duration interval, int successes) {
  /** What is asked of a slot, and what it has to answer. */
  public sealed interface Question {
    /** Where it is asked, as the playbook has it. */
    Template place();

    /** The key that says so. */
    String key();
  }

  /** An HTTP request. */
  public record Url(
      Template url, int status, Optional<Template> body, Map<String, Template> headers)
      implements Question {
    @Override
    public Template place() {
      return url;
    }

    @Override
    public String key() {
      return "health.url";
    }
  }

  /**
   * A connection.
   *
   * @param send what is sent once it is there; nothing where empty
   * @param expect a text that the answer has to contain; where empty, the connection is enough
   */
  public record Tcp(Optional<Template> send, Optional<Template> expect) implements Question {
    private static final Template PLACE = new Template("tcp://{{ address }}");

    @Override
    public Template place() {
      return PLACE;
    }

    @Override
    public String key() {
      return "health.tcp";
    }
  }
}
