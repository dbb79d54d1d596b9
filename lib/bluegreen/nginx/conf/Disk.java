package bluegreen.nginx.conf;

import bluegreen.playbook.Special;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The files of a configuration as they are on the disk, for where nginx cannot be asked. */
final class Disk implements ConfFiles {
  private static final Path NOTHING = Path.of("/dev/null");

  private final Path conf;
  private final Optional<String> known;
  private final Set<String> closed = new LinkedHashSet<>();

  /** Of a main file and, where it is known already, its text. */
  Disk(Path conf, Optional<String> known) {
    this.known = known;
    this.conf = conf;
  }

  @Override
  public String main() {
    return Word.encoded(conf.toString());
  }

  @Override
  public Optional<String> text(String name) {
    if (known.isPresent() && name.equals(main())) {
      return known;
    }
    try {
      Path file = ConfFiles.path(name);
      if (!file.equals(NOTHING) && Special.kind(file).isPresent()) {
        return Optional.empty(); // Who opens it may wait for ever, as nginx does.
      }
      byte[] bytes = Files.readAllBytes(file);
      return Optional.of(new String(bytes, StandardCharsets.ISO_8859_1));
    } catch (IOException | InvalidPathException e) {
      return Optional.empty();
    }
  }

  @Override
  public List<String> matching(String pattern) {
    List<String> names = List.of("");
    String[] parts = pattern.split("/", -1);
    for (int i = 0; i < parts.length; i++) {
      List<String> longer = new ArrayList<>();
      for (String name : names) {
        String before = i == 0 ? "" : name + "/";
        if (Glob.isPattern(parts[i])) {
          Glob glob = new Glob(parts[i]);
          entries(before).stream().filter(glob::matches).forEach(e -> longer.add(before + e));
        } else {
          longer.add(before + parts[i]);
        }
      }
      names = longer;
    }
    // A link that leads nowhere is matched, and is one that nginx cannot open.
    return names.stream()
        .filter(n -> Files.exists(ConfFiles.path(n), LinkOption.NOFOLLOW_LINKS))
        .sorted()
        .toList();
  }

  @Override
  public Set<String> closed() {
    return closed;
  }

  private List<String> entries(String folder) {
    try (Stream<Path> files = Files.list(ConfFiles.path(folder))) {
      return files.map(f -> Word.encoded(f.getFileName().toString())).toList();
    } catch (AccessDeniedException e) {
      closed.add(folder);
      return List.of();
    } catch (IOException e) {
      return List.of();
    }
  }
}
