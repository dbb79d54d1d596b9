package bluegreen.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * An HTTP/1.1 answer.
 *
 * @param last whether the server has said that it closes the connection after it
 */
record Answer(int status, String body, boolean last) {
  private static final String LENGTH = "\r\ncontent-length: ";

  /**
   * Reads one from what a connection has brought so far; empty while that is not all of it.
   *
   * @throws IOException if it is none, or does not say how long it is
   */
  static Optional<Answer> read(byte[] bytes, int count) throws IOException {
    String text = new String(bytes, 0, count, StandardCharsets.ISO_8859_1);
    int end = text.indexOf("\r\n\r\n");
    if (end < 0) {
      return Optional.empty();
    }
    String head = text.substring(0, end + 2).toLowerCase(Locale.ROOT);
    int bodyAt = end + 4;
    try {
      int status = Integer.parseInt(head, 9, 12, 10);
      int lengthAt = head.indexOf(LENGTH);
      if (lengthAt < 0) {
        throw new IOException("status " + status + " without a length");
      }
      int from = lengthAt + LENGTH.length();
      int length = Integer.parseInt(head, from, head.indexOf('\r', from), 10);
      boolean last = head.contains("\r\nconnection: close");
      return count < bodyAt + length
          ? Optional.empty()
          : Optional.of(new Answer(status, text.substring(bodyAt), last));
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
      throw new IOException("no HTTP answer", e);
    }
  }
}
