package bluegreen.bench;

import bluegreen.playbook.Slot;
import java.io.IOException;

/** A reverse proxy that runs, and can be told which of two versions its requests go to. */
interface SwitchingProxy {

  /** What the table calls it. */
  String name();

  /** The port whose requests can be switched; they go to blue at first. */
  int port();

  /** The port of the same proxy with one upstream that nobody ever switches. */
  int fixedPort();

  /**
   * Switches, the way this proxy is switched; returns when the command does.
   *
   * @throws IllegalStateException with the reason, if the proxy refuses
   */
  void switchTo(Slot slot) throws IOException, InterruptedException;
}
