package bluegreen.host;

/** Another run works on what this one needs; it may be tried again when that one is done. */
public final class Busy extends HostFailure {
  private static final long serialVersionUID = 1L;

  /** With a sentence for the user. */
  public Busy(String message) {
    super(message);
  }
}
