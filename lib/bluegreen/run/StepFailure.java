package bluegreen.run;

import bluegreen.host.HostFailure;

/** A step that failed; the message is for the user, the note holds what belongs below it. */
final class StepFailure extends HostFailure {
  private static final long serialVersionUID = 1L;

  private final String note;

  StepFailure(String message) {
    this(message, "");
  }

  StepFailure(String message, String note) {
    super(message);
    this.note = note;
  }

  String note() {
    return note;
  }
}
