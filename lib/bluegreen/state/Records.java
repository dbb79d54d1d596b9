package bluegreen.state;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Reads what we have written into the app's folder, and nothing else that may stand under its name:
 * a pipe would be waited for, a link leads to what is not ours, and no record of ours is huge.
 */
public final class Records {
  /** The longest history that is read: a hundred thousand deployments. */
  public static final long MOST_BYTES = 64L << 20;

  private Records() {}

  /**
   * The text of a record.
   *
   * @throws IOException where there is none, or what is there is none of ours
   */
  public static String text(Path file) throws IOException {
    BasicFileAttributes seen =
        Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (!seen.isRegularFile() || seen.size() > MOST_BYTES) {
      throw new IOException(file + " is no record of ours");
    }
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }

  /** The same where there need not be any. */
  static String textOrNone(Path file) throws IOException {
    try {
      return text(file);
    } catch (NoSuchFileException e) {
      return "";
    }
  }
}
