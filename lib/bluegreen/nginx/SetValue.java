package bluegreen.nginx;

import bluegreen.nginx.conf.Configuration;
import bluegreen.nginx.conf.Directive;
import bluegreen.nginx.conf.Word;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The value that a file of somebody else's gives to a variable: the one thing of it that is ever
 * changed. Texts have a character for each byte.
 *
 * @param text the whole file
 * @param value what nginx takes the value for
 * @param from where it begins in the file, quotes included
 * @param to where it ends
 */
public record SetValue(Path file, String text, int line, String value, int from, int to) {
  /** A host and a port, and nothing that would be lost if another one stood there. */
  private static final Pattern ADDRESS =
      Pattern.compile("https?://(\\[[0-9a-fA-F:.]+\\]|[A-Za-z0-9._-]+):(\\d{1,5})");

  /** The value of a variable in a file; empty where it is not set there exactly once. */
  public static Optional<SetValue> in(Path file, String variable) {
    Optional<Configuration> read = Configuration.ofFiles(file);
    Optional<String> text = text(file);
    if (read.isEmpty() || text.isEmpty()) {
      return Optional.empty();
    }
    List<Directive> all = read.get().directives();
    List<Directive> sets =
        all.stream()
            .flatMap(Directive::tree)
            .filter(d -> d.is("set") && d.arg(0).equals("$" + variable))
            .toList();
    if (sets.size() != 1 || !all.contains(sets.get(0)) || sets.get(0).words().size() != 3) {
      return Optional.empty();
    }
    Word word = sets.get(0).words().get(2);
    return Optional.of(
        new SetValue(file, text.get(), word.line(), word.text(), word.from(), word.to()));
  }

  /** A file with a character for each byte; empty where it cannot be read. */
  static Optional<String> text(Path file) {
    try {
      return Optional.of(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** A text with a character for each byte as people read it. */
  public static String shown(String bytes) {
    return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  /** Whether that is the directive which sets it. */
  boolean isSetBy(Directive directive) {
    return directive.is("set")
        && directive.words().size() == 3
        && directive.words().get(2).from() == from
        && directive.arg(1).equals(value)
        && directive.file().getFileName().equals(file.getFileName());
  }

  /** Whether it is an address and nothing else, so that another one can take its place. */
  public boolean isAddress() {
    return ADDRESS.matcher(value).matches();
  }

  /** The value as it stands in the file. */
  public String raw() {
    return text.substring(from, to);
  }

  /** The file with something else in the place of the value, and every other byte as it is. */
  public String with(String raw) {
    return text.substring(0, from) + raw + text.substring(to);
  }

  /** {@code service-url.inc:1}. */
  public String place() {
    return file + ":" + line;
  }
}
