package bluegreen.run;

import bluegreen.nginx.Probe;
import bluegreen.nginx.Probe.Way;
import bluegreen.nginx.Testimony;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whether the visitors of others still get what they got, once nginx has loaded a file of ours. */
final class Bystanders {
  private static final int SERVER_ERROR = 500;

  /** One bad answer of a busy app is not our doing. */
  private static final int TRIES = 3;

  private static final Duration PAUSE = Duration.ofMillis(300);

  private final Probe probe;
  private final Progress progress;
  private final Map<Way, Testimony> before = new LinkedHashMap<>();
  private boolean harmed;

  Bystanders(Probe probe, Progress progress) {
    this.probe = probe;
    this.progress = progress;
  }

  /** Asks who answers on their ways now. */
  void note(List<Way> ways) throws InterruptedException {
    for (Way way : ways) {
      before.put(way, probe.askShortly(way));
    }
  }

  /**
   * Asks again.
   *
   * @throws StepFailure where somebody's visitors get something else for it
   */
  void compare() throws StepFailure, InterruptedException {
    for (Map.Entry<Way, Testimony> each : before.entrySet()) {
      Optional<String> harm = harm(each.getKey(), each.getValue());
      for (int i = 1; i < TRIES && harm.isPresent(); i++) {
        progress.pause(PAUSE);
        harm = harm(each.getKey(), each.getValue());
      }
      if (harm.isPresent()) {
        harmed = true;
        throw new StepFailure(harm.get());
      }
    }
  }

  /** Whether that was seen: it lasts for as long as the file is loaded. */
  boolean areHarmed() {
    return harmed;
  }

  private Optional<String> harm(Way way, Testimony old) throws InterruptedException {
    return harm(way, old, probe.askShortly(way));
  }

  /** What is worse now than it was; of what was not answered before, nothing can be. */
  static Optional<String> harm(Way way, Testimony old, Testimony now) {
    if (old instanceof Testimony.Silence || old instanceof Testimony.Ours) {
      return Optional.empty();
    }
    String was =
        way.describe() + " was answered by another server block (" + old.answer().inShort();
    if (now instanceof Testimony.Ours) {
      return Optional.of(was + ") and comes to this app with " + now.answer().inShort());
    } else if (now instanceof Testimony.Silence) {
      return Optional.of(was + ") and is not answered any more: " + now.answer().inShort());
    }
    boolean failsNow = now.answer().status() >= SERVER_ERROR;
    return failsNow && old.answer().status() < SERVER_ERROR
        ? Optional.of(was + ") and gets " + now.answer().inShort() + " now")
        : Optional.empty();
  }
}
