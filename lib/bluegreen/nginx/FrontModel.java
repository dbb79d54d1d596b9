package bluegreen.nginx;

import bluegreen.nginx.conf.Configuration;
import bluegreen.nginx.conf.Directive;
import bluegreen.nginx.conf.Pass;
import bluegreen.nginx.conf.ServerName;
import bluegreen.nginx.conf.Target;
import bluegreen.playbook.Playbook.Behind;
import bluegreen.playbook.Playbook.Include;
import java.net.URI;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads out of the user's nginx where it passes requests to, and what would bring them to us. */
public final class FrontModel {
  /** Where sites of ours pass to. */
  private static final String SITES = "http://bg_";

  private final Configuration configuration;
  private final Behind behind;
  private final Set<Integer> ports;

  /** For what nginx loads, and where ours is to be behind it. */
  public FrontModel(Configuration configuration, Behind behind) {
    this(configuration, behind, Set.of(behind.port()));
  }

  /**
   * A model of the user's nginx.
   *
   * @param ports those that are ours
   */
  FrontModel(Configuration configuration, Behind behind, Set<Integer> ports) {
    this.configuration = configuration;
    this.behind = behind;
    this.ports = ports;
  }

  /** What it will be with our address in a value's place. */
  FrontModel leadingBy(SetValue value) {
    String text = SetValue.shown(value.with(behind.address()));
    return new FrontModel(configuration.with(value.file(), text), behind, ports);
  }

  private Stream<Pass> passes() {
    return configuration.servers().stream().flatMap(s -> s.passes().stream());
  }

  private boolean isOurs(Pass pass) {
    return pass.choices().stream().anyMatch(c -> Shares.isOurs(c, ports));
  }

  /**
   * Who else than us gets requests that visitors send us.
   *
   * @param app the ports of this app itself: the slots', and that of the one before us
   */
  List<FrontFacts.Share> shared(Set<Integer> app) {
    List<Pass> ours = passes().filter(this::isOurs).toList();
    return new Shares(ports, new Bypasses(configuration, ours, app, behind.url())).all();
  }

  /** What a person has to change so that nothing goes to a port; empty where nothing does. */
  Optional<List<String>> stillTo(int port) {
    List<Pass> still =
        passes().filter(p -> p.target().localPort().equals(Optional.of(port))).toList();
    return still.isEmpty()
        ? Optional.empty()
        : Optional.of(
            still.stream()
                .filter(p -> behind.include().filter(i -> isBy(p, i)).isEmpty())
                .flatMap(this::advice)
                .distinct()
                .toList());
  }

  /** The first place where it passes to us. */
  Optional<String> passesToUs() {
    return passes().filter(this::isOurs).map(p -> said(p).place()).findFirst();
  }

  /** The directive that names the address of a pass, so that to change it is to change the pass. */
  static Directive said(Pass pass) {
    if (pass.target() instanceof Target.Literal literal) {
      boolean whole = pass.directive().arg(0).matches("\\$(\\w+|\\{\\w+})");
      return literal.by().filter(set -> whole).orElse(pass.directive());
    } else if (pass.target() instanceof Target.Upstream upstream
        && upstream.members().size() == 1) {
      return upstream.members().get(0).directive();
    }
    return pass.directive();
  }

  /** The ways to what passes, or shall pass, to us. */
  FrontWays ways() {
    return new FrontWays(toUs().toList(), configuration.entrances());
  }

  /** The requests that do not come to such a pass. */
  DeadEnds deadEnds() {
    return new DeadEnds(configuration, toUs().toList());
  }

  private Stream<Pass> toUs() {
    return passes().filter(p -> isOurs(p) || behind.include().filter(i -> isBy(p, i)).isPresent());
  }

  /** Whether whoever asks there has to say first who he is, by the PROXY protocol. */
  boolean wantsAnnouncement(String url) {
    return configuration.entrances().wantsAnnouncement(url);
  }

  /** Whether anything there counts requests, and refuses those that are too many. */
  boolean counts() {
    return configuration.entrances().counting();
  }

  /** The names of the blocks that pass, or shall pass, to us: those that visitors ask for. */
  Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    toUs()
        .flatMap(p -> p.server().names().stream())
        .map(ServerName::text)
        .filter(n -> n.matches("[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)*"))
        .forEach(names::add);
    return names;
  }

  /**
   * The passes to other apps of this machine, the likeliest to be the app's old one: those to the
   * slots' ports, and those of the address that we ask.
   */
  List<Pass> elsewhere(Set<Integer> slots) {
    List<Pass> local =
        passes()
            .filter(
                p -> p.target() instanceof Target.Upstream || p.target().localPort().isPresent())
            .filter(p -> !isOurs(p))
            .filter(p -> !p.directive().arg(0).startsWith(SITES)) // Not to be changed by hand.
            .toList();
    List<Pass> known =
        narrowed(local, p -> p.target().localPort().filter(slots::contains).isPresent());
    List<Pass> asked =
        narrowed(
            known,
            p -> p.server().pass(path()).filter(q -> q.directive() == p.directive()).isPresent());
    // Its other paths lead to the same app, and have to go with it.
    return known.stream()
        .filter(p -> asked.stream().anyMatch(a -> isBeside(a, p)))
        .sorted(Comparator.comparing(p -> !asked.contains(p)))
        .toList();
  }

  private static boolean isBeside(Pass one, Pass other) {
    return one.server().equals(other.server())
        && one.target().localPort().equals(other.target().localPort());
  }

  private static List<Pass> narrowed(List<Pass> passes, java.util.function.Predicate<Pass> likely) {
    List<Pass> found = passes.stream().filter(likely).toList();
    return found.isEmpty() ? passes : found;
  }

  private String path() {
    return Optional.ofNullable(URI.create(behind.url()).getPath())
        .filter(p -> !p.isEmpty())
        .orElse("/");
  }

  /** The lines that bring a pass to us: nothing but the address is another. */
  public Stream<String> advice(Pass pass) {
    return new FrontAdvice(configuration, behind).lines(pass);
  }

  /** Why the value in the included file would not bring visitors to us; empty where it does. */
  public Optional<String> problem(Include include) {
    if (!configuration.includes(include.file())) {
      return Optional.of("nginx.include: nginx's configuration does not include " + include.file());
    }
    Optional<Directive> single =
        configuration.all("master_process").stream()
            .filter(d -> d.arg(0).equals("off"))
            .findFirst();
    if (single.isPresent()) {
      return single.map(
          d ->
              "nginx.include: %s: %s; is for nginx's own developers, and a reload breaks it for visitors; take it away, and start nginx anew"
                  .formatted(d.place(), d.shown()));
    }
    Pattern used = Pattern.compile("\\$(\\{%1$s\\}|%1$s\\b)".formatted(include.variable()));
    List<Pass> by = passes().filter(p -> used.matcher(p.directive().arg(0)).find()).toList();
    if (by.isEmpty()) {
      return Optional.of(
          "nginx.include: no proxy_pass of nginx's goes to $"
              + include.variable()
              + "; see nginx.variable");
    }
    return by.stream()
        .filter(p -> !isBy(p, include))
        .findFirst()
        .map(
            p ->
                stays(p.directive(), "makes an address of more than $" + include.variable())
                    + "leave nginx.include out and, when the app is up, write there: proxy_pass "
                    + behind.address()
                    + path(p.directive(), used)
                    + ";")
        .or(
            () ->
                by.stream()
                    .flatMap(p -> new LaterSets(include).counting(p).stream())
                    .findFirst()
                    .map(this::later))
        .or(() -> bypass(by));
  }

  /** What a pass says after a variable, which is to stay. */
  private static String path(Directive pass, Pattern variable) {
    String[] around = variable.split(pass.arg(0), 2);
    return around.length > 1 && around[1].matches("[/?$].*") ? around[1] : "";
  }

  private String later(Directive set) {
    return stays(set, "is the value that counts, and not the included file's")
        + "take it away, or leave nginx.include out and, when the app is up, write there: set "
        + set.arg(0)
        + " "
        + behind.address()
        + ";";
  }

  /** What else says the address that a value is to lose, and would lead nowhere then. */
  List<String> mentions(Include include, SetValue value) {
    String variable = "$" + include.variable();
    return passes()
        .filter(p -> isBy(p, include))
        .map(p -> new Mentions(configuration, p, value.value(), include.variable()))
        .flatMap(
            m ->
                m.all().stream()
                    .map(
                        d ->
                            "nginx.include: "
                                + d.place()
                                + ": "
                                + d.shown()
                                + "; names the address that "
                                + variable
                                + " has now, and would not fit any more when that is "
                                + behind.address()
                                + "; "
                                + m.instead(d, variable)
                                    .map(text -> "write there: " + text + ";")
                                    .orElse("have it fit both, or leave it out")))
        .distinct()
        .toList();
  }

  private static boolean isBy(Pass pass, Include include) {
    String word = pass.directive().arg(0);
    return word.equals("$" + include.variable()) || word.equals("${" + include.variable() + "}");
  }

  /** Another address beside the variable, in the location that answers where we ask. */
  private Optional<String> bypass(List<Pass> by) {
    return by.stream()
        .map(Pass::server)
        .map(s -> s.pass(path()))
        .flatMap(Optional::stream)
        .filter(p -> !by.contains(p) && leadsToTheSame(p, by))
        .findFirst()
        .map(
            p ->
                stays(p.directive(), "answers for " + behind.url() + " without the included file")
                    + "write there: proxy_pass "
                    + by.get(0).directive().arg(0)
                    + ";");
  }

  /** Another app has paths of its own beside this one's. */
  private static boolean leadsToTheSame(Pass pass, List<Pass> by) {
    Optional<Integer> port = pass.target().localPort();
    return port.isEmpty() || by.stream().anyMatch(b -> b.target().localPort().equals(port));
  }

  private static String stays(Directive at, String why) {
    return "nginx.include: " + at.place() + ": " + at.shown() + "; " + why + "; ";
  }
}
