package bluegreen.host;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Remembers what was made durable, and what was to be seen in a folder at that moment. */
public final class Disk implements Durability {
  /** What was made durable, in its order, below the folder. */
  public final List<String> forced = new ArrayList<>();

  private final Path folder;
  private final Look look;

  /** What a test wants to know of that moment. */
  public interface Look {
    /** In a word. */
    String see() throws IOException;
  }

  /** One that names files as they are below a folder. */
  public Disk(Path folder, Look look) {
    this.folder = folder;
    this.look = look;
  }

  @Override
  public void force(FileChannel channel, Path path) throws IOException {
    channel.force(true); // It has to be open.
    forced.add(folder.relativize(path) + " " + look.see());
  }
}
