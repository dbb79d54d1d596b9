package bluegreen.nginx.conf;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The files of a configuration from what {@code nginx -T} has printed, never from the disk. */
final class Dump implements ConfFiles {
  private static final String HEADING = "# configuration file ";

  private final String main;
  private final Map<String, String> texts;

  private Dump(String main, Map<String, String> texts) {
    this.main = main;
    this.texts = texts;
  }

  /** Takes the output apart; empty where it holds no file. */
  static Optional<Dump> of(String output) {
    Map<String, String> texts = new LinkedHashMap<>();
    int at = output.startsWith(HEADING) ? 0 : next(output, 0);
    String main = "";
    while (at >= 0) {
      int end = output.indexOf('\n', at);
      int body = end < 0 ? output.length() : end + 1;
      String name = output.substring(at + HEADING.length(), body).strip().replaceFirst(":$", "");
      int next = next(output, Math.max(body - 1, 0));
      // nginx puts a line break of its own after each file.
      int to = Math.max(body, (next < 0 ? output.length() : next) - 1);
      texts.putIfAbsent(name, output.substring(body, to));
      main = main.isEmpty() ? name : main;
      at = next;
    }
    return texts.isEmpty() ? Optional.empty() : Optional.of(new Dump(main, texts));
  }

  /** The same from other files, of which those were met. */
  static Dump of(ConfFiles files, Set<Path> met) {
    Map<String, String> texts = new LinkedHashMap<>();
    files.text(files.main()).ifPresent(text -> texts.put(files.main(), text));
    for (Path file : met) {
      String name = Word.encoded(file.toString());
      files.text(name).ifPresent(text -> texts.putIfAbsent(name, text));
    }
    return new Dump(files.main(), texts);
  }

  private static int next(String output, int from) {
    int at = output.indexOf("\n" + HEADING + "/", from);
    return at < 0 ? -1 : at + 1;
  }

  /** The same with another text in a file, or with one more file. */
  Dump with(Path file, String text) {
    Map<String, String> more = new LinkedHashMap<>(texts);
    String name =
        texts.keySet().stream()
            .filter(n -> same(ConfFiles.path(n), file))
            .findFirst()
            .orElse(Word.encoded(file.toString()));
    more.put(name, text);
    return new Dump(main, more);
  }

  /** The same without a file. */
  Dump without(Path file) {
    Map<String, String> fewer = new LinkedHashMap<>(texts);
    fewer.keySet().removeIf(n -> same(ConfFiles.path(n), file));
    return new Dump(main, fewer);
  }

  /** Whether two paths lead to one file, over links or not. */
  static boolean same(Path one, Path other) {
    return one.equals(other.normalize()) || real(one).equals(real(other));
  }

  /** A file where its links lead; as far as its folder where it is not there itself. */
  private static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      Path folder = path.getParent();
      return folder == null ? path : real(folder).resolve(path.getFileName());
    }
  }

  @Override
  public String main() {
    return main;
  }

  @Override
  public Optional<String> text(String name) {
    return Optional.ofNullable(texts.get(name));
  }

  @Override
  public List<String> matching(String pattern) {
    Glob glob = new Glob(pattern);
    Optional<Path> folder = Optional.ofNullable(ConfFiles.path(pattern).getParent());
    Glob last = new Glob(pattern.substring(pattern.lastIndexOf('/') + 1));
    return texts.keySet().stream()
        .filter(
            name ->
                glob.matches(name)
                    || last.matches(name.substring(name.lastIndexOf('/') + 1))
                        && folder
                            .filter(f -> !Glob.isPattern(f.toString()))
                            .filter(f -> same(f, ConfFiles.path(name).getParent()))
                            .isPresent())
        .sorted()
        .toList();
  }
}
