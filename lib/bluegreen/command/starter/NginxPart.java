package bluegreen.command.starter;

import bluegreen.host.Accounts;
import bluegreen.nginx.FirstContact;
import bluegreen.nginx.FrontModel;
import bluegreen.nginx.SetValue;
import bluegreen.nginx.WelcomePage;
import bluegreen.nginx.conf.Configuration;
import bluegreen.nginx.conf.Directive;
import bluegreen.nginx.conf.Pass;
import bluegreen.nginx.conf.ServerBlock;
import bluegreen.nginx.conf.Target;
import bluegreen.playbook.Playbook.Behind;
import bluegreen.playbook.Playbook.Include;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Works out where the new server block stands, so that nobody's requests change hands unasked. */
final class NginxPart {
  private static final String OURS =
      "   # an nginx of ours on 127.0.0.1, behind your own blocks, which stay as they are";

  private final FrontDoor door;
  private final String name;
  private final int port;
  private final boolean ipv6;
  private final List<String> lines = new ArrayList<>();
  private final List<String> undecided = new ArrayList<>();
  private String told = "";

  private NginxPart(FrontDoor door, String name, int port, boolean ipv6) {
    this.door = door;
    this.name = name;
    this.port = port;
    this.ipv6 = ipv6;
  }

  /**
   * For one app.
   *
   * @param served what nginx passes to and may be the app
   * @param port a free one for an nginx of ours
   * @param ipv6 whether this machine has it
   */
  static NginxPart of(FrontDoor door, List<Served> served, String name, int port, boolean ipv6) {
    NginxPart part = new NginxPart(door, name, port, ipv6);
    if (served.size() == 1) {
      part.passed(served.get(0));
    } else if (!served.isEmpty()) {
      part.unclear(served);
    } else if (door.configuration().isPresent() || Files.notExists(door.server().conf())) {
      part.alone();
    } else {
      part.unreadable();
    }
    part.unusual();
    return part;
  }

  /** The lines of the playbook's {@code nginx}. */
  List<String> lines() {
    return lines;
  }

  /** What was found, in a few words. */
  String told() {
    return told;
  }

  /** What a person has to look at. */
  List<String> undecided() {
    return undecided;
  }

  private void unusual() {
    if (!door.server().bin().equals("nginx")) {
      lines.add("  bin: " + YamlText.of(door.server().bin()));
    }
    // Without it, a prefix would stand for another one.
    if (!door.server().conf().equals(FrontDoor.USUAL) || door.server().prefix().isPresent()) {
      lines.add("  conf: " + YamlText.of(door.server().conf().toString()));
    }
    if (!Accounts.areRoot()) {
      lines.add("  # become: sudo   # where that takes root's rights");
    }
    door.server().prefix().ifPresent(p -> lines.add("  prefix: " + YamlText.of(p.toString())));
  }

  private Behind behind(Optional<Include> include, String url) {
    return new Behind(Path.of("/site.conf"), port, door.server(), url, include);
  }

  private void passed(Served served) {
    Configuration configuration = door.configuration().orElseThrow();
    List<WayIn> ways =
        served.passes().stream().map(p -> new WayIn(p, configuration.entrances())).toList();
    Optional<String> url = ways.stream().flatMap(w -> w.url().stream()).findFirst();
    String asked = url.orElse("http://127.0.0.1/");
    Pass main = served.main();
    String block = main.server().place();
    String pass = main.directive().place();
    told = block + " passes to it" + (pass.equals(block) ? "" : " (" + pass + ")");
    lines.add("  behind: " + port + OURS);
    Optional<Include> include = include(configuration, main, asked);
    FrontModel model = new FrontModel(configuration, behind(include, asked));
    List<String> rest =
        served.passes().stream()
            .filter(p -> include.filter(i -> isBy(p, i)).isEmpty())
            .flatMap(model::advice)
            .distinct()
            .toList();
    if (include.isPresent()) {
      lines.add(
          "  include: "
              + YamlText.of(include.get().file().toString())
              + "   # of it, one value is changed, once");
      lines.add("  variable: " + include.get().variable());
      told += ", by $" + include.get().variable() + " of " + include.get().file();
    }
    if (!rest.isEmpty()) {
      lines.add("  # When the new version is up there, change in your nginx, and reload it:");
      rest.forEach(line -> lines.add("  #   " + oneLine(line)));
    }
    secured(served);
    if (url.isEmpty()) {
      undecided.add("nginx.url: " + ways.get(0).obstacle());
    } else if (!asked.equals("http://127.0.0.1/")) {
      lines.add("  url: " + asked + "   # where visitors reach it, seen from this machine");
    }
  }

  /** Ours speaks HTTP to the app. */
  private void secured(Served served) {
    served.passes().stream()
        .filter(p -> p.directive().arg(0).startsWith("https://"))
        .findFirst()
        .ifPresent(
            p ->
                undecided.add(
                    "nginx: "
                        + p.directive().place()
                        + " speaks HTTPS to the app, and ours speaks HTTP to it"));
  }

  private static String oneLine(String text) {
    return text.replaceAll("[\\r\\n]+", " ");
  }

  /** The file that sets the variable of a pass, where its value is an address and nothing else. */
  private Optional<Include> include(Configuration configuration, Pass pass, String url) {
    if (!(pass.target() instanceof Target.Literal literal) || literal.by().isEmpty()) {
      return Optional.empty();
    }
    Directive set = literal.by().get();
    String variable = set.arg(0).replaceFirst("^\\$", "");
    Include include = new Include(set.file(), variable);
    boolean own = !set.file().equals(pass.server().directive().file());
    return Optional.of(include)
        .filter(i -> own && isBy(pass, i))
        .filter(i -> SetValue.in(i.file(), variable).filter(SetValue::isAddress).isPresent())
        .filter(
            i -> new FrontModel(configuration, behind(Optional.of(i), url)).problem(i).isEmpty());
  }

  private static boolean isBy(Pass pass, Include include) {
    boolean named =
        pass.directive()
            .arg(0)
            .matches("\\$(\\{" + include.variable() + "}|" + include.variable() + ")");
    return named
        && pass.target() instanceof Target.Literal literal
        && literal.by().filter(s -> s.file().equals(include.file())).isPresent();
  }

  private void unclear(List<Served> served) {
    FrontModel model =
        new FrontModel(
            door.configuration().orElseThrow(), behind(Optional.empty(), "http://127.0.0.1/"));
    told = "several blocks pass to apps of this machine";
    lines.add("  behind: " + port + OURS);
    lines.add(
        "  # Of these, change those that are for this app, when its new version is up there:");
    for (Served each : served) {
      each.passes().stream()
          .flatMap(model::advice)
          .distinct()
          .forEach(line -> lines.add("  #   " + oneLine(line) + " (" + each.describe() + ")"));
    }
    undecided.add(
        "nginx: which of these is this app now? "
            + String.join("; ", served.stream().map(Served::describe).toList())
            + ". See the comment at nginx.behind, and set ports and nginx.url to it");
  }

  /** Nobody passes to the app: a site of its own, unless it would take somebody's requests. */
  private void alone() {
    List<ServerBlock> servers = door.configuration().map(Configuration::servers).orElse(List.of());
    List<String> names = servers.isEmpty() ? List.of() : List.of(name + ".example.com");
    SitePlace place = new SitePlace(door, ipv6);
    List<String> listen = place.listen();
    Path site = place.file(name);
    String text =
        "server {\n listen %s;\n server_name %s;\n}\n"
            .formatted(String.join(";\n listen ", listen), names.isEmpty() ? "_" : names.get(0));
    List<String> problems =
        door.configuration()
            .map(
                c ->
                    new FirstContact(c, site, Optional.empty(), text, names, WelcomePage.here())
                        .problems())
            .orElse(List.of());
    if (!problems.isEmpty()) {
      told = "no block passes to this app; one of yours has to";
      lines.add("  # A site of ours would change what others get: " + oneLine(problems.get(0)));
      ownBlock();
      return;
    }
    lines.add("  site: " + YamlText.of(site.toString()) + "   # a file of ours");
    lines.add(
        "  listen: ["
            + String.join(
                ", ", listen.stream().map(l -> l.matches("\\d+") ? l : "\"" + l + "\"").toList())
            + "]");
    told = "a site of its own, " + site;
    if (names.isEmpty()) {
      lines.add("  # server_name: [" + name + ".example.com]");
    } else {
      lines.add(
          "  server_name: [" + names.get(0) + "]   # change it: the name that visitors ask for");
      undecided.add("nginx.server_name: " + names.get(0) + " is an example; put yours in");
      told +=
          servers.stream().allMatch(WelcomePage.here())
              ? ", beside nginx's welcome page"
              : ", beside "
                  + servers.size()
                  + " other server block"
                  + (servers.size() > 1 ? "s" : "");
    }
    if (!door.installed()) {
      lines.add("  # install: true   # there is no nginx on this machine");
      undecided.add("nginx: there is none on this machine; nginx.install: true installs it");
    }
  }

  private void ownBlock() {
    lines.add("  behind: " + port + OURS);
    lines.add("  # In your nginx, when the app is up there:");
    lines.add("  #   server {");
    new SitePlace(door, ipv6).listen().forEach(l -> lines.add("  #     listen " + l + ";"));
    lines.add("  #     server_name " + name + ".example.com;");
    lines.add("  #     location / {");
    lines.add("  #       proxy_pass http://127.0.0.1:" + port + ";");
    lines.add("  #       proxy_set_header Host $http_host;");
    lines.add("  #     }");
    lines.add("  #   }");
    undecided.add("nginx: write a server block that passes to it; see the comment at nginx.behind");
  }

  private void unreadable() {
    told = door.server().conf() + " cannot be read by us";
    ownBlock();
    undecided.add(
        "nginx: " + door.server().conf() + " cannot be read; as root, init finds your blocks");
  }
}
