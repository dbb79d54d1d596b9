package bluegreen.nginx.conf;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A directive of a configuration.
 *
 * @param file the file that it stands in
 * @param words its name and its arguments
 * @param body the directives in its block; empty where it has none
 * @param included for an {@code include}, the files that it brings
 */
public record Directive(
    Path file, List<Word> words, Optional<List<Directive>> body, List<Included> included) {

  /** A file that an {@code include} brings, with what is in it. */
  public record Included(Path file, List<Directive> directives) {}

  /** Its name. */
  public String name() {
    return words.get(0).text();
  }

  /** Whether that is its name. */
  public boolean is(String name) {
    return name().equals(name);
  }

  /** Its arguments. */
  public List<String> args() {
    return words.stream().skip(1).map(Word::text).toList();
  }

  /** An argument, counted from 0; an empty text where it has fewer. */
  public String arg(int index) {
    return index + 1 < words.size() ? words.get(index + 1).text() : "";
  }

  /** The line that it begins in, from 1 on. */
  public int line() {
    return words.get(0).line();
  }

  /** Where it stands, as {@code /etc/nginx/nginx.conf:12}. */
  public String place() {
    return file + ":" + line();
  }

  /** Its name and arguments in one line, as a person reads them. */
  public String shown() {
    return String.join(" ", words.stream().map(Word::shown).toList());
  }

  /** What is in its block, an included file's directives in the place of their {@code include}. */
  public List<Directive> children() {
    return flat(body.orElse(List.of()));
  }

  /** Those of {@link #children()} that have a name. */
  public List<Directive> all(String name) {
    return children().stream().filter(d -> d.is(name)).toList();
  }

  /** The first of {@link #children()} that has a name. */
  public Optional<Directive> first(String name) {
    return children().stream().filter(d -> d.is(name)).findFirst();
  }

  /** Itself and all that is in it, in the order of the files. */
  public Stream<Directive> tree() {
    return Stream.concat(Stream.of(this), children().stream().flatMap(Directive::tree));
  }

  /** A list with included files' directives in the place of their {@code include}. */
  static List<Directive> flat(List<Directive> directives) {
    List<Directive> flat = new ArrayList<>();
    for (Directive directive : directives) {
      if (directive.included().isEmpty()) {
        flat.add(directive);
      }
      directive.included().forEach(i -> flat.addAll(flat(i.directives())));
    }
    return flat;
  }
}
