package bluegreen.testing;

import java.io.IOException;

/** The server answered, but not as it should; the message is a whole cause. */
final class BadAnswer extends IOException {
  private static final long serialVersionUID = 1;

  BadAnswer(String message) {
    super(message);
  }
}
