package bluegreen.nginx.conf;

import bluegreen.nginx.conf.Directive.Included;
import bluegreen.nginx.conf.Tokenizer.End;
import bluegreen.nginx.conf.Tokenizer.Statement;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Makes a tree of the files of a configuration. */
final class Parser {
  /** Files and blocks within one another; a file that includes itself has no end. */
  private static final int DEEPEST = 100;

  private static final int ALL = Integer.MAX_VALUE;

  /** So many lines are kept of what a person may have written; what is longer is data, too. */
  private static final int MOST_OF_A_MAP = 500;

  /** Blocks that hold data instead of directives, perhaps a million lines of it. */
  private static final Set<String> DATA = Set.of("types", "charset_map", "match");

  /** Such that may name where requests go, as a person writes them. */
  private static final Set<String> TABLES = Set.of("map", "split_clients", "geo");

  private final ConfFiles files;
  private final String folder;
  private final Set<Path> seen = new LinkedHashSet<>();
  private final Set<String> names = new LinkedHashSet<>();
  private final Set<String> missing = new LinkedHashSet<>();
  private final Set<String> open = new LinkedHashSet<>();
  private final Set<String> endless = new LinkedHashSet<>();

  Parser(ConfFiles files) {
    this.files = files;
    this.folder = files.main().substring(0, files.main().lastIndexOf('/') + 1);
  }

  /** What the main file holds, with all that it includes. */
  List<Directive> parse() {
    return file(files.main(), true, 0).map(Included::directives).orElse(List.of());
  }

  /** The files that were met. */
  Set<Path> seen() {
    return seen;
  }

  /** The same by the names that they are included by. */
  Set<String> names() {
    return names;
  }

  /** The included files that could not be read. */
  Set<String> missing() {
    return missing;
  }

  /** The files that include themselves, directly or by others: nginx would read them for ever. */
  Set<String> endless() {
    return endless;
  }

  private Optional<Included> file(String name, boolean directives, int depth) {
    if (open.contains(name)) { // Its text may name it several times: each time would be all again.
      endless.add(Word.decoded(name));
      return Optional.empty();
    }
    Optional<String> text = depth > DEEPEST ? Optional.empty() : files.text(name);
    if (text.isEmpty()) {
      missing.add(Word.decoded(name));
      return Optional.empty();
    }
    Path path = ConfFiles.path(name);
    seen.add(path);
    names.add(name);
    open.add(name);
    List<Directive> block = block(path, new Tokenizer(text.get()), directives, ALL, depth);
    open.remove(name);
    return Optional.of(new Included(path, block));
  }

  private List<Directive> block(Path path, Tokenizer tokens, boolean keep, int most, int depth) {
    List<Directive> directives = new ArrayList<>();
    for (Statement s = tokens.next(); s.end() != End.FILE; s = tokens.next()) {
      if (s.end() == End.CLOSE || depth > DEEPEST) {
        return directives;
      }
      boolean named = !s.words().isEmpty();
      String name = named ? s.words().get(0).text() : "";
      Optional<List<Directive>> body = Optional.empty();
      if (s.end() == End.OPEN) {
        body = Optional.of(body(name, path, tokens, keep, depth));
      }
      boolean include = name.equals("include") && body.isEmpty() && s.words().size() == 2;
      if (named && ((keep && directives.size() < most) || include)) {
        List<Included> included =
            include ? include(s.words().get(1).text(), keep && most == ALL, depth) : List.of();
        directives.add(new Directive(path, List.copyOf(s.words()), body, included));
      }
    }
    return directives;
  }

  private List<Directive> body(String name, Path path, Tokenizer tokens, boolean keep, int depth) {
    if (name.endsWith("_by_lua_block")) {
      tokens.skipLua();
      return List.of();
    }
    int most = TABLES.contains(name) ? MOST_OF_A_MAP : ALL;
    return block(path, tokens, keep && !DATA.contains(name), most, depth + 1);
  }

  private List<Included> include(String word, boolean directives, int depth) {
    String name = word.startsWith("/") ? word : folder + word;
    List<String> names = Glob.isPattern(name) ? files.matching(name) : List.of(name);
    List<Included> included = new ArrayList<>();
    names.forEach(n -> file(n, directives, depth + 1).ifPresent(included::add));
    return included;
  }
}
