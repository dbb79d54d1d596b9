package bluegreen.nginx;

import bluegreen.nginx.conf.Directive;
import bluegreen.playbook.Endpoint;
import bluegreen.playbook.Playbook;
import bluegreen.playbook.Playbook.Tls;
import bluegreen.playbook.Slot;
import bluegreen.playbook.Template;
import bluegreen.playbook.Templates;
import bluegreen.state.AppDir;
import bluegreen.state.Artifact;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What we write into nginx's configuration, rendered from the templates under {@code nginx/}. */
public final class NginxFiles {
  /**
   * Milliseconds that an idle connection to the app is kept. Long enough that a busy site reuses
   * its own, and shorter than the keep-alive of any server (Tomcat 20 s, Node 5 s, some 1 s), so
   * that it is always nginx who ends one and no request meets a closing one: it is not sent again.
   */
  public static final int KEEP_ALIVE_MILLIS = 500;

  private static final int MOST_LETTERS = 16;

  private static final String PRIVATE = "# bluegreen: private nginx";

  private final Playbook playbook;
  private final AppDir dir;
  private final Templates templates;
  private final Optional<NginxFacts> seen;
  private final Set<Integer> former;
  private final List<Directive> limits;
  private final boolean backup;

  /** The files for one playbook. */
  public NginxFiles(Playbook playbook, AppDir dir, Templates templates) {
    this(playbook, dir, templates, Optional.empty(), Set.of(), List.of(), false);
  }

  private NginxFiles(
      Playbook playbook,
      AppDir dir,
      Templates templates,
      Optional<NginxFacts> seen,
      Set<Integer> former,
      List<Directive> limits,
      boolean backup) {
    this.backup = backup;
    this.limits = limits;
    this.former = former;
    this.playbook = playbook;
    this.dir = dir;
    this.templates = templates;
    this.seen = seen;
  }

  /** The same for an nginx that was looked at: newer ones say some things in another way. */
  public NginxFiles seeing(NginxFacts nginx) {
    return new NginxFiles(playbook, dir, templates, Optional.of(nginx), former, limits, backup);
  }

  /** The same for an nginx of ours that is still asked on ports that it had before, too. */
  public NginxFiles listeningAlso(Set<Integer> ports) {
    return new NginxFiles(playbook, dir, templates, seen, new TreeSet<>(ports), limits, backup);
  }

  /**
   * The same for an nginx that counts the requests to the app: ours are none of those too many.
   *
   * @param all what has it do so
   */
  public NginxFiles limitedBy(List<Directive> all) {
    return new NginxFiles(playbook, dir, templates, seen, former, all, backup);
  }

  /**
   * The same for a stream whose other slot stands in where no connection can be made to the one
   * that serves; by HTTP a marker says so.
   */
  public NginxFiles standingBy(boolean other) {
    return new NginxFiles(playbook, dir, templates, seen, former, limits, other);
  }

  /** What such a main configuration, below its folder, has nginx write its errors into. */
  public static final String ERROR_LOG = "logs/error.log";

  /** Whether a main configuration is one that we wrote. */
  public static boolean isPrivate(String conf) {
    return conf.contains(PRIVATE);
  }

  /** The one site of a main configuration that we wrote. */
  public static Optional<Path> privateSite(String conf) {
    Matcher include = Pattern.compile("(?m)^ *include \"(.+)\";$").matcher(conf);
    return isPrivate(conf) && include.find()
        ? Optional.of(Path.of(include.group(1)))
        : Optional.empty();
  }

  /**
   * The site file.
   *
   * @param active the slot that traffic goes to; of no effect with the live switch, where the
   *     marker decides
   * @param endpoints where each slot is reached
   */
  public String target(Slot active, Map<Slot, Endpoint> endpoints) {
    String old = target(active, endpoints, false);
    boolean news = playbook.nginx().tls().isPresent() && knows(Novelty.HTTP2_DIRECTIVE);
    // What is there and does its work is no reason for a reload.
    boolean there = seen.flatMap(NginxFacts::target).equals(Optional.of(old));
    return news && !there ? target(active, endpoints, true) : old;
  }

  /** Whether the nginx that was looked at does. */
  boolean knows(Novelty novelty) {
    return novelty.isIn(seen.flatMap(NginxFacts::version));
  }

  private String target(Slot active, Map<Slot, Endpoint> endpoints, boolean http2Directive) {
    Playbook.Nginx nginx = playbook.nginx();
    Map<String, Object> names = new HashMap<>(Switching.of(nginx.switchKind()).names(active));
    names.put("app", playbook.app().name());
    names.put("id", id());
    names.put("switch", nginx.switchKind().label());
    for (Slot slot : Slot.values()) {
      names.put(slot.label(), endpoints.get(slot).text());
      names.put(slot + "_at", endpoints.get(slot).address());
    }
    names.put("marker", dir.greenMarker().toString());
    names.put("live_dir", dir.live().toString());
    names.put("unseen", Closing.UNSEEN.toSeconds());
    names.put("keepalive", KEEP_ALIVE_MILLIS);
    names.put("connect", Upstreams.patience(endpoints.values()));
    Stream<String> also = former.stream().map(port -> Endpoint.here(port).address());
    names.put("listen", listening(Stream.concat(nginx.listen().stream(), also).toList(), ""));
    names.put("names", String.join(" ", nginx.serverNames()));
    names.put("name", ServerNames.plain(nginx.serverNames()).orElse("localhost"));
    boolean behind = nginx.behind().isPresent();
    names.put("behind", behind);
    Map<String, String> headers = PassedHeaders.of(behind);
    Optional<TrafficLog> log = seen.flatMap(NginxFacts::log);
    LocationText location =
        new LocationText(nginx.location().orElse(""), log.map(l -> l.line(id())));
    names.putAll(TrafficLog.names(log, id()));
    names.put("counting", dir.countingMarker().toString());
    names.put("headers", location.headers(headers, id()));
    names.put("chosen", "${" + id() + "_slot}");
    names.put("location", location.all());
    names.put("location_first", location.first());
    names.put("location_later", location.later());
    names.put("location_asked", location.asked() + uncounted());
    names.put("acme", dir.acme().toString());
    tls(nginx.tls(), http2Directive, names);
    names.put("active_at", endpoints.get(active).address());
    names.put("backup", backup);
    names.put("half_close", knows(Novelty.HALF_CLOSE));
    names.put("live_socket", dir.liveSocket().toString());
    names.put("other_at", endpoints.get(active.other()).address());
    return signed(nginx.isStream() ? "stream.conf" : "site.conf", names);
  }

  /**
   * What has no limit refuse a question of ours; without it, it would answer in the app's place.
   */
  private String uncounted() {
    boolean known = knows(Novelty.DRY_RUN);
    return Stream.of("limit_req", "limit_conn")
        .filter(name -> known && limits.stream().anyMatch(d -> d.is(name)))
        .map(name -> name + "_dry_run")
        .filter(name -> limits.stream().noneMatch(d -> d.is(name)))
        .map(name -> "        " + name + " on;\n")
        .collect(Collectors.joining());
  }

  /** With a digest of the rest in it, so that nginx can be asked which file it has loaded. */
  String signed(String name, Map<String, Object> names) {
    names.put("configuration", SiteFile.UNSIGNED);
    return SiteFile.signed(fill(name, names));
  }

  private static String listening(List<String> places, String how) {
    return String.join("", places.stream().map(p -> "    listen " + p + how + ";\n").toList());
  }

  private static void tls(Optional<Tls> tls, boolean directive, Map<String, Object> names) {
    names.put("tls", tls.isPresent());
    names.put("http2", directive);
    names.put("redirect", tls.map(Tls::redirect).orElse(false));
    String how = directive ? " ssl" : " ssl http2";
    names.put("tlsListen", listening(tls.map(Tls::listen).orElse(List.of()), how));
    names.put("certificate", tls.map(t -> t.certificate().toString()).orElse(""));
    names.put("key", tls.map(t -> t.key().toString()).orElse(""));
    names.put("httpsPort", securePort(tls));
  }

  /** What a redirect to HTTPS has behind the name; empty for the usual port. */
  static String securePort(Optional<Tls> tls) {
    String port = tls.map(t -> t.listen().get(0)).orElse("443");
    String number = port.substring(port.lastIndexOf(':') + 1);
    return number.equals("443") ? "" : ":" + number;
  }

  /** The main configuration of a private nginx. */
  public String main(boolean root) {
    boolean behind = playbook.nginx().behind().isPresent();
    return fill(
        "nginx.conf",
        Map.of(
            "root",
            root && !behind,
            "behind",
            behind,
            "site",
            playbook.nginx().target().file().toString(),
            "stream",
            playbook.nginx().isStream(),
            "module",
            module()));
  }

  /** The file of the stream module that has to be loaded; empty where it is part of nginx. */
  String module() {
    return seen.flatMap(s -> s.stream().file()).map(Path::toString).orElse("");
  }

  /**
   * The app's name as nginx's variables and upstreams can carry it: they know no capitals, a digit
   * at the beginning is another kind of variable, and a long name does not fit into nginx's tables
   * (64 bytes). The digits tell apart what the rest does not.
   */
  private String id() {
    String name = playbook.app().name();
    String plain = name.toLowerCase(Locale.ROOT).replace('-', '_');
    String digits = Artifact.digestOf(List.of(name)).substring(0, 6);
    return "bg_" + plain.substring(0, Math.min(plain.length(), MOST_LETTERS)) + "_" + digits;
  }

  private String fill(String name, Map<String, Object> names) {
    // Blank lines are where a condition stood; two in a row are one too many.
    return templates
        .fill(new Template(resource(name)), names)
        .replaceAll("\n{3,}", "\n\n")
        .replace("{\n\n", "{\n");
  }

  private static String resource(String name) {
    try (InputStream in = NginxFiles.class.getResourceAsStream("/nginx/" + name)) {
      if (in == null) {
        throw new IllegalStateException("nginx/" + name + " is missing from the program");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The folder that relative paths in nginx's configuration start from. */
  static Path prefix(Playbook.Server nginx, String buildOptions) {
    Matcher built = Pattern.compile("--prefix=(\\S+)").matcher(buildOptions);
    return nginx
        .prefix()
        .orElseGet(() -> Path.of(built.find() ? built.group(1) : "/usr/local/nginx"));
  }
}
