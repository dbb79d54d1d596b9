package bluegreen.nginx;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A request of a visitor's as nginx has written it down when it ended, see nginx/site.conf.
 *
 * @param at when it ended, in milliseconds since 1970
 * @param own whether it was a question of the deployer's
 * @param status what the visitor was answered
 * @param complete whether the visitor was there to the end of it
 * @param attempts who was asked, one after the other; empty where nginx has answered by itself
 * @param received how many bytes of the last one's answer came; -1 where none did
 * @param promised how many it was to have; -1 where that was not said
 */
public record Visit(
    long at,
    boolean own,
    int status,
    boolean complete,
    List<Attempt> attempts,
    long received,
    long promised) {
  private static final int FIELDS = 10;
  private static final Pattern NUMBER = Pattern.compile("\\d{1,12}(\\.\\d{1,3})?");
  private static final Pattern ADDRESS = Pattern.compile("[\\w.:/\\[\\]-]{2,200}");
  private static final int SWITCHING_PROTOCOLS = 101;
  private static final int SERVER_ERROR = 500;
  private static final int CLIENT_CLOSED = 499;

  /**
   * One question to the app.
   *
   * @param address where it went, as {@code 127.0.0.1:8081}
   * @param answered whether the head of an answer came
   * @param seconds until then; until it was given up where none came
   */
  public record Attempt(String address, boolean answered, double seconds) {}

  /** What a line says; empty for a line that was cut off. */
  public static Optional<Visit> of(String line) {
    List<String> fields = split(line);
    if (fields.size() != FIELDS) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Visit(
              Math.round(number(fields.get(0)) * 1000),
              !fields.get(1).isEmpty(),
              Integer.parseInt(fields.get(2)),
              fields.get(3).equals("OK"),
              attempts(fields),
              bytes(each(fields.get(8))),
              bytes(new String[] {fields.get(9)})));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** The app may put a bar into the last of them. */
  private static List<String> split(String line) {
    List<String> fields = new ArrayList<>(FIELDS);
    int from = 0;
    for (int bar = line.indexOf('|');
        bar >= 0 && fields.size() < FIELDS - 1;
        bar = line.indexOf('|', from)) {
      fields.add(line.substring(from, bar));
      from = bar + 1;
    }
    fields.add(line.substring(from));
    return fields;
  }

  private static List<Attempt> attempts(List<String> fields) {
    String[] addresses = each(fields.get(4));
    String[] until = each(fields.get(6));
    String[] heads = each(fields.get(7));
    List<Attempt> attempts = new ArrayList<>(addresses.length);
    for (int i = 0; i < addresses.length; i++) {
      if (!addresses[i].endsWith("_nobody") && ADDRESS.matcher(addresses[i]).matches()) {
        Optional<Double> head = seconds(heads, i);
        double took = head.isPresent() ? head.get() : seconds(until, i).orElse(0.0);
        attempts.add(new Attempt(addresses[i], head.isPresent(), took));
      }
    }
    return List.copyOf(attempts);
  }

  /** One after the other, with a comma, or a colon where nginx went on in another location. */
  private static String[] each(String list) {
    return list.indexOf(' ') < 0 ? new String[] {list} : list.split(" : |, ");
  }

  private static Optional<Double> seconds(String[] list, int index) {
    return index < list.length && !list[index].equals("-")
        ? Optional.of(number(list[index]))
        : Optional.empty();
  }

  /** As nginx writes it, which is not all that Java would read. */
  private static double number(String text) {
    if (!NUMBER.matcher(text).matches()) {
      throw new NumberFormatException(text);
    }
    return Double.parseDouble(text);
  }

  /** The last of them; an app may say of its answer what is no number. */
  private static long bytes(String[] list) {
    String said = list.length == 0 ? "" : list[list.length - 1];
    return said.matches("\\d{1,18}") ? Long.parseLong(said) : -1;
  }

  /** Who has answered, or was to; empty where nobody was asked. */
  public Optional<Attempt> last() {
    return attempts.isEmpty() ? Optional.empty() : Optional.of(attempts.get(attempts.size() - 1));
  }

  /** Whether whoever asked went away before there was an answer. */
  public boolean abandoned() {
    return status == CLIENT_CLOSED && last().filter(Attempt::answered).isEmpty();
  }

  /**
   * Why the visitor did not get the app's answer; empty where he did, or has not waited for it. An
   * answer of which nothing came but its head may be one that has no more, as that to a HEAD.
   */
  public Optional<String> loss() {
    if (abandoned() || attempts.isEmpty()) {
      return Optional.empty();
    }
    if (!last().get().answered()) {
      return Optional.of(status + ", no answer from " + last().get().address());
    }
    return complete && received > 0 && received < promised
        ? Optional.of(
            "answer of %s broken off after %d of %d bytes"
                .formatted(last().get().address(), received, promised))
        : Optional.empty();
  }

  /** Whether it was answered with an error of the server's side. */
  public boolean error() {
    return status >= SERVER_ERROR && loss().isEmpty();
  }

  /** Whether another version had to stand in for the one that was asked first. */
  public boolean stoodIn() {
    return attempts.size() > 1 && last().get().answered() && !attempts.get(0).answered();
  }

  /**
   * How long the app has had the visitor wait for the head of its answer, in milliseconds, those
   * that were asked in vain included; empty where there was none, or a connection was made of it.
   */
  public Optional<Double> waited() {
    return status == SWITCHING_PROTOCOLS || last().filter(Attempt::answered).isEmpty()
        ? Optional.empty()
        : Optional.of(attempts.stream().mapToDouble(Attempt::seconds).sum() * 1000);
  }
}
