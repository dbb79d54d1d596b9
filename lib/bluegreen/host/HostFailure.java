package bluegreen.host;

/** Something on this machine did not work; the message is the sentence that the user reads. */
public class HostFailure extends Exception {
  private static final long serialVersionUID = 1L;

  /** A failure in the words of its message. */
  public HostFailure(String message) {
    super(message, null, false, false);
  }
}
