package bluegreen.host;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A file to which somebody else appends lines, read as it grows. Its room on the disk is given back
 * while it does, where it is ours to write to.
 */
public final class Growing implements AutoCloseable {
  private static final int AT_ONCE = 1 << 20;

  /** What is longer is none of the lines that are waited for, and is passed over. */
  private static final int LONGEST = 8_192;

  /** So much is read at a time, so that whoever reads can look whether that is to go on. */
  private static final int MOST = 8 * AT_ONCE;

  private final Path file;
  private final FileChannel channel;
  private final boolean ours;
  private final Object key;
  private final ByteBuffer buffer = ByteBuffer.allocate(AT_ONCE);
  private final ByteArrayOutputStream begun = new ByteArrayOutputStream();
  private long read;
  private long freed;

  private Growing(Path file, FileChannel channel, boolean ours) throws IOException {
    this.file = file;
    this.channel = channel;
    this.ours = ours;
    this.key = key(file);
  }

  private static Object key(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .fileKey();
  }

  /**
   * From its present end on; a link is not followed.
   *
   * @param claimed whether it becomes ours, whoever's it is: others, who may have been given it,
   *     write to it no more, but for whoever has it open
   * @throws IOException where it is none, or has a second name: it could be anybody's file
   */
  public static Growing open(Path file, boolean claimed) throws IOException {
    Object names = Files.getAttribute(file, "unix:nlink", LinkOption.NOFOLLOW_LINKS);
    if (!names.equals(1) || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException(file + " is a link, or no file");
    }
    if (claimed) {
      Files.setAttribute(file, "unix:uid", 0, LinkOption.NOFOLLOW_LINKS);
    }
    Growing growing = next(file);
    growing.empty(); // What an earlier reader has left.
    growing.read = growing.channel.size();
    return growing;
  }

  /** The same from its beginning on: one that has just been made in another one's place. */
  public static Growing next(Path file) throws IOException {
    try {
      return new Growing(
          file,
          FileChannel.open(
              file,
              Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)),
          true);
    } catch (AccessDeniedException e) {
      return new Growing(
          file,
          FileChannel.open(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)),
          false);
    }
  }

  /**
   * Whether another file has its name by now, or it was cut off. One that was moved away is
   * appended to until those who do so open the next one.
   */
  public boolean isReplaced() throws IOException {
    return channel.size() < read
        || Files.exists(file, LinkOption.NOFOLLOW_LINKS) && !key(file).equals(key);
  }

  /**
   * Hands on the lines that have come since the last time, a character a byte.
   *
   * @return whether that is all for now; there may be more where whoever appends is fast
   */
  public boolean read(Consumer<String> line) throws IOException {
    long until = read + MOST;
    for (int n = next(); n > 0; n = next()) {
      read += n;
      byte[] bytes = buffer.array();
      int from = 0;
      for (int i = 0; i < n; i++) {
        if (bytes[i] == '\n') {
          begin(bytes, from, i);
          if (begun.size() <= LONGEST) {
            line.accept(begun.toString(StandardCharsets.ISO_8859_1));
          }
          begun.reset();
          from = i + 1;
        }
      }
      begin(bytes, from, n);
      if (read >= until) {
        return false;
      }
    }
    return true;
  }

  private void begin(byte[] bytes, int from, int to) {
    begun.write(bytes, from, Math.min(to - from, Math.max(0, LONGEST + 1 - begun.size())));
  }

  private int next() throws IOException {
    buffer.clear();
    return channel.read(buffer, read);
  }

  /** How many bytes of it take room, although they were read. */
  public long held() {
    return read - freed;
  }

  /**
   * Gives back the room of what was read, while others may append to it: a file that is cut off
   * would lose what they write meanwhile.
   *
   * @return whether that was possible
   */
  public boolean free(Commands commands) throws InterruptedException {
    if (!ours) {
      return false;
    }
    String length = String.valueOf(read - freed);
    Command punch =
        Command.of("fallocate", "-p", "-o", String.valueOf(freed), "-l", length, file.toString());
    try {
      boolean done = commands.runUnheard(punch).ok();
      freed = done ? read : freed;
      return done;
    } catch (HostFailure e) {
      return false;
    }
  }

  /** Leaves an empty file, where it is ours to write to; nobody may append to it any more. */
  public void empty() throws IOException {
    if (ours) {
      channel.truncate(0);
      read = 0;
      freed = 0;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
