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
import java.util.Set;
import java.util.function.Consumer;

/**
 * A file to which somebody else appends lines, read as it grows. Its room on the disk is given back
 * while it does, where it is ours to write to.
 */
public final class Growing implements AutoCloseable {
  private static final int AT_ONCE = 1 << 20;

  private final Path file;
  private final FileChannel channel;
  private final boolean ours;
  private final ByteBuffer buffer = ByteBuffer.allocate(AT_ONCE);
  private final ByteArrayOutputStream begun = new ByteArrayOutputStream();
  private long read;
  private long freed;

  private Growing(Path file, FileChannel channel, boolean ours) throws IOException {
    this.file = file;
    this.channel = channel;
    this.ours = ours;
    if (ours) {
      channel.truncate(0); // What an earlier reader has left.
    }
    this.read = channel.size();
  }

  /**
   * From its present end on; a link is not followed.
   *
   * @throws IOException where it is none, or has a second name: it could be anybody's file
   */
  public static Growing open(Path file) throws IOException {
    Object names = Files.getAttribute(file, "unix:nlink", LinkOption.NOFOLLOW_LINKS);
    if (!names.equals(1) || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException(file + " is a link, or no file");
    }
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

  /** Whether the file of that name is still the one that is read. */
  public boolean isThere() throws IOException {
    return Files.exists(file, LinkOption.NOFOLLOW_LINKS) && Files.size(file) >= read;
  }

  /** Hands on the lines that have come since the last time, a character a byte. */
  public void read(Consumer<String> line) throws IOException {
    for (int n = next(); n > 0; n = next()) {
      read += n;
      byte[] bytes = buffer.array();
      int from = 0;
      for (int i = 0; i < n; i++) {
        if (bytes[i] == '\n') {
          begun.write(bytes, from, i - from);
          line.accept(begun.toString(StandardCharsets.ISO_8859_1));
          begun.reset();
          from = i + 1;
        }
      }
      begun.write(bytes, from, n - from);
    }
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
