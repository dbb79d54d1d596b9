package bluegreen.nginx.conf;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The files of a configuration by the names that nginx opens them with, a character a byte. */
interface ConfFiles {
  /** The main file's name. */
  String main();

  /** The text of a file, a character a byte; empty where it is not there or cannot be read. */
  Optional<String> text(String name);

  /** The names that a pattern matches, in nginx's order. */
  List<String> matching(String pattern);

  /** The folders in which a pattern was looked for and that may not be read. */
  default Set<String> closed() {
    return Set.of();
  }

  /** A name as a path. */
  static Path path(String name) {
    return Path.of(Word.decoded(name).replace("\0", "")).normalize();
  }
}
