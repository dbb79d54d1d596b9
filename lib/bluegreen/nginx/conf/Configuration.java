package bluegreen.nginx.conf;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** nginx's configuration as nginx reads it: a tree of directives, and what follows from it. */
public final class Configuration {
  private static final Predicate<Directive> COUNTS = d -> d.is("limit_req") || d.is("limit_conn");

  private final ConfFiles files;
  private final List<Directive> directives;
  private final Set<Path> met;
  private final Set<String> names;
  private final Set<String> missing;
  private final Set<String> endless;
  private final List<ServerBlock> servers;
  private final Entrances entrances;

  private Configuration(ConfFiles files) {
    Parser parser = new Parser(files);
    this.files = files;
    this.directives = parser.parse();
    this.met = parser.seen();
    this.names = parser.names();
    this.missing = parser.missing();
    this.endless = parser.endless();
    this.servers =
        all("http").stream()
            .flatMap(h -> h.all("server").stream().map(s -> new ServerBlock(s, h)))
            .toList();
    this.entrances =
        new Entrances(servers, all("http").stream().flatMap(Directive::tree).anyMatch(COUNTS));
  }

  /**
   * A block that a file lands in.
   *
   * @param blocks those around it, the outermost first; none in the main context
   * @param include the {@code include} that brings it
   */
  public record Landing(List<Directive> blocks, Directive include) {}

  /**
   * What {@code nginx -T} has printed; empty where that is no configuration.
   *
   * @param output its standard output, a character a byte (ISO-8859-1)
   */
  public static Optional<Configuration> ofDump(String output) {
    return Dump.of(output).map(Configuration::new);
  }

  /** What the files hold, read without nginx's help; empty where the main one cannot be read. */
  public static Optional<Configuration> ofFiles(Path conf) {
    return ofFiles(new Disk(conf, Optional.empty()));
  }

  /** The same with a main file whose text is known, a character a byte, and that is not opened. */
  public static Optional<Configuration> ofFiles(Path conf, String text) {
    return ofFiles(new Disk(conf, Optional.of(text)));
  }

  private static Optional<Configuration> ofFiles(Disk disk) {
    return disk.text(disk.main()).map(text -> new Configuration(disk));
  }

  /**
   * The same with another text in a file, or with one more file, which is there for those includes
   * whose pattern it fits.
   */
  public Configuration with(Path file, String text) {
    return new Configuration(dump().with(file, Word.encoded(text)));
  }

  /**
   * The same with what those files bring in that it was made without, as it is on the disk.
   *
   * @param gone the files that would not be there any more
   */
  public Configuration completed(Set<Path> gone) {
    return new Configuration(new Completed(dump(), gone));
  }

  /** The files that include themselves: nginx would read them for ever. */
  public Set<String> endless() {
    return endless;
  }

  /** Whether it is all that nginx reads, so that it can be told what a further file changes. */
  public boolean isWhole() {
    return files instanceof Dump || missing().isEmpty();
  }

  /** The same without a file. */
  public Configuration without(Path file) {
    return new Configuration(dump().without(file));
  }

  private Dump dump() {
    return files instanceof Dump dump ? dump : Dump.of(files, met);
  }

  /** The main context. */
  public List<Directive> directives() {
    return Directive.flat(directives);
  }

  /**
   * Every statement of every file without its block, those in blocks that hold data included, be
   * they a million.
   */
  public Stream<Directive> statements() {
    return names.stream()
        .flatMap(name -> files.text(name).stream().flatMap(t -> statements(name, t)));
  }

  private static Stream<Directive> statements(String name, String text) {
    Path path = ConfFiles.path(name);
    Tokenizer tokens = new Tokenizer(text);
    return Stream.iterate(tokens.next(), s -> s.end() != Tokenizer.End.FILE, s -> tokens.next())
        .filter(s -> !s.words().isEmpty())
        .map(s -> new Directive(path, List.copyOf(s.words()), Optional.empty(), List.of()));
  }

  /** The same as it is written, with each {@code include} in its place. */
  public List<Directive> written() {
    return directives;
  }

  /** The directives of the main context that have a name. */
  public List<Directive> all(String name) {
    return directives().stream().filter(d -> d.is(name)).toList();
  }

  /** The server blocks of {@code http}, in the order in which nginx reads them. */
  public List<ServerBlock> servers() {
    return servers;
  }

  /** Who answers where. */
  public Entrances entrances() {
    return entrances;
  }

  /** The files that it is made of, by the names that nginx opens them with. */
  public Set<Path> files() {
    return met;
  }

  /** The files that it names, and the folders of such, that could not be read. */
  public Set<String> missing() {
    Set<String> all = new TreeSet<>(missing);
    all.addAll(files.closed());
    return all;
  }

  /** The text of each file that it is made of, a character a byte, by the name that nginx has. */
  public Map<String, String> texts() {
    Map<String, String> texts = new LinkedHashMap<>();
    names.forEach(name -> files.text(name).ifPresent(text -> texts.put(name, text)));
    return texts;
  }

  /** The name of the main file. */
  public String main() {
    return files.main();
  }

  /**
   * The {@code listen} that would take a connection to a port of this machine's own loopback
   * address, be it of another protocol than HTTP.
   *
   * @param counts whether a file counts
   */
  public Optional<Directive> listening(int port, Predicate<Path> counts) {
    return listens()
        .filter(d -> counts.test(d.file()))
        .filter(d -> Listen.of(d).stream().anyMatch(l -> l.takes(port)))
        .findFirst();
  }

  /** Whether it listens on a TCP port at any address, be it of another protocol than HTTP. */
  public boolean hasPort(int port) {
    return entrances().sockets().stream().anyMatch(s -> s.port() == port)
        || listens().anyMatch(d -> Listen.of(d).stream().anyMatch(l -> l.socket().port() == port));
  }

  private Stream<Directive> listens() {
    return Stream.of("http", "stream", "mail")
        .flatMap(block -> all(block).stream())
        .flatMap(block -> block.all("server").stream())
        .flatMap(server -> server.all("listen").stream())
        .filter(d -> !d.args().contains("udp"));
  }

  /** Whether a file is part of it, be it by a link. */
  public boolean includes(Path file) {
    return met.contains(file.normalize()) || !names(file).isEmpty();
  }

  /** The names that nginx opens a file with: its own, and those of links to it. */
  public Set<Path> names(Path file) {
    return met.stream().filter(f -> Dump.same(f, file)).collect(Collectors.toSet());
  }

  /** The places where a file lands, in the order of the files. */
  public List<Landing> landings(Path file) {
    List<Landing> landings = new ArrayList<>();
    land(directives, List.of(), file, landings);
    return landings;
  }

  private static void land(
      List<Directive> level, List<Directive> blocks, Path file, List<Landing> landings) {
    for (Directive directive : level) {
      List<Directive> inner = new ArrayList<>(blocks);
      inner.add(directive);
      directive.body().ifPresent(b -> land(b, inner, file, landings));
      for (Directive.Included included : directive.included()) {
        if (Dump.same(included.file(), file)) {
          landings.add(new Landing(List.copyOf(blocks), directive));
        }
        land(included.directives(), blocks, file, landings);
      }
    }
  }

  /** The file that the master's pid is in, as it is written; empty where nginx's own default. */
  public Optional<String> pidFile() {
    return all("pid").stream().findFirst().map(d -> Word.decoded(d.arg(0)));
  }

  /** Whether nginx goes into the background. */
  public boolean daemon() {
    return all("daemon").stream().noneMatch(d -> d.arg(0).equals("off"));
  }

  /** The user that the workers run as; empty where nginx's own default. */
  public Optional<String> user() {
    return all("user").stream().findFirst().map(d -> d.arg(0));
  }
}
