package bluegreen.contents;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Files by their names: those of an archive, or of a folder. */
interface Bundle {

  /**
   * One of them.
   *
   * @param name relative, parts divided by {@code /}
   * @param size in bytes, as far as that is known
   * @param at where a bundle finds it again
   */
  record Item(String name, long size, int at) {
    /** Its name without the folders. */
    String file() {
      return name.substring(name.lastIndexOf('/') + 1);
    }
  }

  /** All of them, without folders. */
  List<Item> items();

  /**
   * What a file begins with.
   *
   * @param most so many bytes at most
   */
  byte[] read(Item item, int most) throws IOException;

  /**
   * A file as an archive, until the next one is asked for; empty where it would have to be unpacked
   * for that.
   */
  Optional<Bundle> within(Item item) throws IOException;

  /** All of a file. */
  default byte[] whole(Item item, int most) throws IOException {
    byte[] read = read(item, most + 1);
    if (read.length > most) {
      throw new IOException("it is larger than is read");
    }
    return read;
  }
}
