package bluegreen.nginx.conf;

import java.nio.charset.StandardCharsets;

/**
 * A word of a configuration.
 *
 * @param text what nginx understands, without quotes and escapes; a character a byte (ISO-8859-1),
 *     so that no byte of any encoding is lost
 * @param line the line that it begins in, from 1 on
 * @param from where it begins in its file, quotes included, in bytes
 * @param to where it ends in its file, quotes included, in bytes
 */
public record Word(String text, int line, int from, int to) {
  /** As a person reads it. */
  public String shown() {
    return decoded(text);
  }

  /** A text of a character a byte as a person reads it: nearly all files are UTF-8. */
  public static String decoded(String bytes) {
    return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  /** A text with a character a byte. */
  public static String encoded(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }
}
