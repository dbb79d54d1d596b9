package bluegreen.host;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** What makes a file, or the names in a folder, survive a power cut. */
public interface Durability {
  /** The disk's. */
  Durability DISK = (channel, path) -> channel.force(true);

  /**
   * Has the disk hold what was written until now.
   *
   * @param path of what the channel is open on
   */
  void force(FileChannel channel, Path path) throws IOException;
}
