package bluegreen.state;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
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

  /**
   * The last whole lines of a record of lines, and what of a line comes after them.
   *
   * @param most how many bytes of it are read at most
   * @throws IOException where there is none, or what is there is none of ours
   */
  static String end(Path file, int most) throws IOException {
    if (!Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .isRegularFile()) {
      throw new IOException(file + " is no record of ours");
    }
    try (SeekableByteChannel channel = Files.newByteChannel(file, LinkOption.NOFOLLOW_LINKS)) {
      long from = Math.max(0, channel.size() - most);
      channel.position(from);
      String text =
          new String(Channels.newInputStream(channel).readNBytes(most), StandardCharsets.UTF_8);
      return from == 0 ? text : text.substring(text.indexOf('\n') + 1);
    }
  }
}
