package bluegreen.playbook;

import java.net.URI;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The rules that no single key can tell: which keys go together, and what depends on the slot. */
final class Rules {
  private static final String OWN_ARCHIVE =
      "-XX:(SharedArchiveFile|ArchiveClassesAtExit|AOT\\w+)=.*|-XX:[+]AutoCreateSharedArchive|-Xshare:(off|dump)";

  private static final String OURS =
      "goes with nginx.site; behind your own server block, that says it";

  private final Findings findings;
  private final Templates templates;
  private final Surroundings surroundings;
  private final Scope scope;

  /** Where each slot is to be; two ports of this machine where that cannot be told. */
  private Map<Slot, Endpoint> places = Map.of();

  Rules(Findings findings, Templates templates, Surroundings surroundings, Scope scope) {
    this.findings = findings;
    this.templates = templates;
    this.surroundings = surroundings;
    this.scope = scope;
  }

  void check(Section playbook) {
    places = new Places(findings, playbook).check();
    if (playbook.has("app")) {
      app(playbook.section("app"));
    }
    if (playbook.has("ports") && playbook.has("nginx")) {
      ports(playbook.section("ports"), playbook.section("nginx"));
    }
    playbook.section("health").template("url").ifPresent(this::healthUrl);
    HealthKeys.check(playbook.section("health"), findings);
    if (playbook.has("nginx")) {
      Section ports = playbook.section("ports");
      nginx(
          playbook.section("nginx"),
          Stream.of("blue", "green").filter(ports::has).map(ports::whole).toList());
    }
    Section hooks = playbook.section("hooks");
    for (String hook :
        List.of("before_start", "before_switch", "after_switch", "on_success", "on_failure")) {
      List<Section> tasks = hooks.sections(hook);
      for (int i = 0; i < tasks.size(); i++) {
        task(tasks.get(i), "hooks." + hook + "[" + i + "]");
      }
    }
  }

  private void app(Section app) {
    if (app.has("jar") && !app.has("command")) {
      goesWith(app, "app", List.of("files"), "goes with app.command; of a jar, the jar is stored");
    }
    if (app.has("command") && !app.has("jar")) {
      goesWith(
          app,
          "app",
          List.of("java", "java_opts", "args"),
          "goes with app.jar; put it into app.command");
      goesWith(app, "app", List.of("archive"), "goes with app.jar");
      if (app.has("sha256") && !app.has("files")) {
        findings.atKey("app.sha256", "has no artifact to be compared with; add app.files");
      }
    }
    new Remotes(app).check(findings);
    new Images(app).check(findings);
    app.text("name").ifPresent(name -> dir(app, name));
    if (app.has("jar")) {
      misplaced(app.templates("args"));
      archived(app);
    }
    slotDependence(app);
    Places.commands(app.section("start"), this::differsBySlot, findings);
  }

  /** Behind the jar's name they are the app's, and most apps say nothing of what they ignore. */
  private void misplaced(List<Template> args) {
    for (int i = 0; i < args.size(); i++) {
      String word = filled(args.get(i), Slot.BLUE);
      if (JavaOption.is(word)) {
        findings.atValue(
            "app.args[" + i + "]",
            "java takes "
                + Words.quote(word)
                + " for an argument of the app, as it comes behind the jar; move it to java_opts");
      }
    }
  }

  /** Java takes one such file. */
  private void archived(Section app) {
    List<Template> options = app.templates("java_opts");
    for (int i = 0; i < options.size() && app.required("archive").equals("auto"); i++) {
      if (filled(options.get(i), Slot.BLUE).matches(OWN_ARCHIVE)) {
        findings.atValue(
            "app.java_opts[" + i + "]", "app.archive: auto has an archive of its own; drop one");
      }
    }
  }

  private void goesWith(Section section, String path, List<String> keys, String sentence) {
    keys.stream().filter(section::has).forEach(k -> findings.atKey(path + "." + k, sentence));
  }

  private void dir(Section app, String name) {
    if (findings.failed("app.dir")) {
      return;
    }
    Optional<Path> dir = app.path("dir").or(() -> surroundings.defaultDir(name));
    if (dir.isEmpty()) {
      findings.atKey("app.dir", "missing; there is no HOME to put a default under");
    }
    dir.ifPresent(d -> quotable("app.dir", d));
  }

  /** Otherwise one slot would answer for the other, or both would want one port. */
  private void slotDependence(Section app) {
    String key = app.has("command") ? "command" : "args";
    boolean unclear =
        Stream.of("jar", "command", "image").filter(app::has).count() != 1
            || app.has("container_port")
            || app.has("start")
            || Stream.of("jar", "command", "image", "args", "java_opts", "env", "container_port")
                .anyMatch(k -> findings.failed("app." + k));
    if (unclear) {
      return;
    }
    List<Template> parts =
        Stream.of(
                app.templates("java_opts"),
                app.has("image") && !app.has(key) ? List.<Template>of() : app.templates(key),
                List.copyOf(app.templateTable("env").values()))
            .flatMap(List::stream)
            .toList();
    if (parts.stream().noneMatch(this::differsBySlot)) {
      boolean bare = app.has("image") && !app.has(key);
      findings.atValue("app." + (bare ? "image" : key), Images.samePort(app.has("image")));
    }
  }

  private void healthUrl(Template url) {
    if (!differsBySlot(url)) {
      findings.atValue(
          "health.url",
          "expected {{ port }} or {{ slot }} in it; otherwise one slot would answer for the other"
              + Places.hint(places));
    } else if (places.keySet().stream().anyMatch(s -> places.get(s).isBareIn(filled(url, s)))) {
      findings.atValue("health.url", Places.BARE);
    }
  }

  private boolean differsBySlot(Template template) {
    String blue = filled(template, Slot.BLUE);
    return blue.equals(template.source())
        ? !template.isPlain()
        : !blue.equals(filled(template, Slot.GREEN));
  }

  /** As it would be in a slot, or as it stands where that cannot be told. */
  private String filled(Template template, Slot slot) {
    Endpoint there = places.get(slot);
    try {
      return templates.fill(template, scope.at(slot, there, "1", Path.of("/release")).names());
    } catch (Templates.Unfillable e) {
      return template.source(); // Said already, where the key was checked.
    }
  }

  private void ports(Section ports, Section nginx) {
    boolean both = ports.has("blue") && ports.has("green");
    if (both && ports.whole("blue") == ports.whole("green")) {
      findings.atValue(
          "ports.green", "expected another port than ports.blue, got " + ports.whole("green"));
    }
    List<Integer> taken =
        nginx.has("behind")
            ? List.of(nginx.whole("behind"))
            : listened(nginx).values().stream().flatMap(List::stream).map(Rules::port).toList();
    boolean unclear = nginx.has("include") && !nginx.has("behind") && !nginx.has("site");
    for (String slot : List.of("blue", "green")) {
      if (!unclear && ports.has(slot) && taken.contains(ports.whole(slot))) {
        findings.atValue(
            "ports." + slot,
            "expected another port than nginx listens on, got " + ports.whole(slot));
      }
    }
  }

  private void nginx(Section nginx, List<Integer> slots) {
    if (!nginx.has("include")) {
      goesWith(nginx, "nginx", List.of("variable"), "goes with nginx.include");
    } else if (!nginx.has("behind") && !findings.failed("nginx.behind")) {
      findings.atKey(
          "nginx.include",
          "goes with nginx.behind: an nginx of ours behind your own server block, to which the"
              + " value in that file is pointed once; add the line `behind: "
              + FreePort.beside(slots)
              + "`");
    }
    if (nginx.has("behind") && !nginx.has("site")) {
      goesWith(nginx, "nginx", List.of("listen", "server_name", "tls"), OURS);
      behindUrl(nginx);
    }
    StreamKeys.check(nginx, findings);
    for (String key : List.of("site", "stream", "include", "conf", "prefix")) {
      nginx.path(key).filter(p -> nginx.has(key)).ifPresent(p -> quotable("nginx." + key, p));
      nginx.path(key).ifPresent(p -> ordinary("nginx." + key, p));
    }
    if (nginx.has("tls")) {
      Section tls = nginx.section("tls");
      for (String key : List.of("certificate", "key")) {
        tls.path(key).ifPresent(p -> quotable("nginx.tls." + key, p));
        tls.path(key).ifPresent(p -> ordinary("nginx.tls." + key, p));
      }
    }
    Set<String> places = new HashSet<>();
    listened(nginx)
        .forEach(
            (key, listen) -> {
              if (!findings.failed(key)) {
                listen(key, listen, places);
              }
            });
  }

  /** Otherwise nobody would look at the way that visitors go. */
  private void behindUrl(Section nginx) {
    nginx
        .text("url")
        .map(URI::create)
        .filter(u -> u.getPort() == nginx.whole("behind"))
        .ifPresent(
            u ->
                findings.atValue(
                    "nginx.url",
                    "expected the address that visitors ask, got that of nginx.behind"));
  }

  /** Where nginx listens, by the key that says so. */
  private static Map<String, List<String>> listened(Section nginx) {
    Map<String, List<String>> listened = new LinkedHashMap<>();
    listened.put("nginx.listen", nginx.texts("listen"));
    if (nginx.has("tls")) {
      listened.put("nginx.tls.listen", nginx.section("tls").texts("listen"));
    }
    return listened;
  }

  private void listen(String key, List<String> listen, Set<String> places) {
    for (int i = 0; i < listen.size(); i++) {
      String place = listen.get(i);
      String path = findings.knows(key + "[" + i + "]") ? key + "[" + i + "]" : key;
      if (port(place) < 1 || port(place) > 65535) {
        findings.atValue(path, "expected a port from 1 to 65535, got " + place);
      } else if (!places.add(place)) {
        findings.atValue(path, "expected each port once, got " + place + " again");
      }
    }
  }

  private static int port(String listen) {
    return Integer.parseInt(listen.substring(listen.lastIndexOf(':') + 1));
  }

  private void quotable(String key, Path path) {
    if (!path.toString().matches(Values.NGINX_QUOTABLE)) {
      findings.atValue(
          key,
          "the path "
              + Words.quote(path.toString())
              + " cannot be written into nginx's configuration (';', braces, quotes, '\\' or '$')");
    }
  }

  /** Who opens anything else may wait for ever. */
  private void ordinary(String key, Path path) {
    Special.kind(path)
        .ifPresent(
            kind -> findings.atValue(key, "expected a file, got " + kind + " (" + path + ")"));
  }

  private void task(Section task, String path) {
    if (task.has("uri")) {
      goesWith(task, path, List.of("environment"), "goes with command or shell");
    }
  }
}
