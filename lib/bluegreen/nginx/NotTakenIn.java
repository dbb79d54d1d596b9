package bluegreen.nginx;

import bluegreen.host.HostFailure;

/** A reload that nginx has refused for good: it goes on with the configuration that it had. */
public final class NotTakenIn extends HostFailure {
  private static final long serialVersionUID = 1L;

  /**
   * One that nginx gives its reason for.
   *
   * @param reason the lines that it has written
   */
  NotTakenIn(String reason) {
    super(Reload.GOES_ON + ", as it could not take in the new one:\n" + reason);
  }
}
