package bluegreen.integration;

import bluegreen.testing.Await;
import bluegreen.testing.PrivateServer;
import java.nio.file.Files;
import java.time.Duration;

/** A hook in which a run waits until the test lets it pass. */
record Turnstile(PrivateServer server, String name) {
  private static final Duration LONGEST = Duration.ofMinutes(2);

  /** The task, for {@link bluegreen.testing.Draft#hook}. */
  String task() {
    return "- { name: %s, shell: \"touch %s; until [ -e %s ]; do sleep 0.02; done\" }"
        .formatted(name, name + "-reached", name + "-open");
  }

  /** Waits until a run has come here. */
  void await() {
    Await.until(
        "a run at " + name,
        LONGEST,
        () -> Files.exists(server.folder().resolve(name + "-reached")));
  }

  /** Lets it pass. */
  void open() {
    server.write(name + "-open", "");
  }
}
