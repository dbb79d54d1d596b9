package bluegreen.host;

import java.time.Duration;

/**
 * How long somebody waits for a file from elsewhere.
 *
 * @param connect for a connection
 * @param answer for the beginning of an answer: a repository may have to fetch the file itself
 * @param stall for a further byte
 * @param pause before a second try; the next ones are twice as long each
 * @param tries how often in a row in vain
 */
public record Patience(
    Duration connect, Duration answer, Duration stall, Duration pause, int tries) {
  /** What suits a server on the internet. */
  public static final Patience USUAL =
      new Patience(
          Duration.ofSeconds(10),
          Duration.ofSeconds(60),
          Duration.ofSeconds(30),
          Duration.ofSeconds(1),
          4);
}
