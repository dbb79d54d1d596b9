package bluegreen.existing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.existing.Existing.Fate;
import bluegreen.testing.Load;
import bluegreen.testing.LoadClient;
import bluegreen.testing.LoadReport;
import bluegreen.testing.Product;
import bluegreen.testing.Run;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What befalls a server from the day on which we come until the one on which we go. */
final class Story {
  private static final Duration SOON = Duration.ofSeconds(30);

  /** As a deployment says which line is to be changed, and how. */
  private static final Pattern ADVICE = Pattern.compile("(?m)^ *(/\\S+):(\\d+): (.+);  ->  (.+;)$");

  private static final int TRIES = 50;

  private final Existing server;
  private final Map<String, String> files;
  private final Map<Way, String> answers = new TreeMap<>((a, b) -> a.toString().compareTo("" + b));
  private final String old;

  private Story(Existing server) {
    this.server = server;
    this.files = Box.files("/etc/nginx", "/var/www", "/usr/share/nginx/html");
    server.others.forEach(o -> answers.put(o, o.answer()));
    this.old = settled(server.way);
  }

  /** An app that has just begun to listen may not answer yet. */
  private static String settled(Way way) {
    String answer = way.answer();
    for (int i = 0; i < TRIES && answer.startsWith("HTTP/1.1 502"); i++) {
      try {
        Thread.sleep(100);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      answer = way.answer();
    }
    return answer;
  }

  /** Plays it, on a server that has become that one. */
  static void of(Existing server) {
    new Story(server).play();
  }

  private void play() {
    answers.forEach((w, a) -> assertTrue(a.startsWith("HTTP/1.1 "), w + ": " + a));
    init();
    playbook("1", "");
    if (server.fate == Fate.REFUSED) {
      refused();
      return;
    }
    first();
    if (server.fate == Fate.BEHIND) {
      advised();
    }
    serves("1");
    playbook("2", "");
    under(server.way, true, () -> run("2.yml").expect(0));
    serves("2");
    playbook("3", "exit");
    under(server.way, true, () -> run("3.yml").expect(1));
    serves("2");
    Product.run("verify", "/srv/shop/2.yml").expect(0);
    removed();
  }

  /** Whatever it makes of the server: a playbook that is valid, and nothing else. */
  private void init() {
    Path folder = Path.of("/srv/new");
    try {
      Files.createDirectories(folder.resolve("build/libs"));
      Files.copy(Path.of("/srv/shop/1.jar"), folder.resolve("build/libs/shop.jar"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Product.run("init", folder.toString()).expect(0);
    Product.run("validate", folder + "/playbook.yml").expect(0);
    unchanged();
  }

  private void playbook(String version, String failure) {
    String jar = failure.isEmpty() ? version : "1";
    String text =
        """
        app:
          name: shop
          jar: /srv/shop/%s.jar
          version: "%s"
          java_opts: [%s]
          env: { SHOP_FAIL: "%s" }
          stop_timeout: 5s
        ports: %s
        health: { url: "http://127.0.0.1:{{ port }}/actuator/health", interval: 50ms, timeout: 30s }
        nginx: { soft: 50ms, %s }
        rollout: { drain: 2s, bake: 0s }
        """
            .formatted(
                jar, version, String.join(", ", Box.JAVA), failure, server.ports, server.nginx);
    try {
      Files.writeString(Path.of("/srv/shop/" + version + ".yml"), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Run run(String playbook) {
    List<String> all = new java.util.ArrayList<>(List.of("--output", "json"));
    all.addAll(server.options);
    all.add("/srv/shop/" + playbook);
    return Product.run(all.toArray(String[]::new));
  }

  private Run dryRun(String playbook) {
    List<String> all = new java.util.ArrayList<>(List.of("--output", "json", "--dry-run"));
    all.addAll(server.options);
    all.add("/srv/shop/" + playbook);
    return Product.run(all.toArray(String[]::new));
  }

  private void refused() {
    Map<String, String> everything = Box.files("/etc", "/var/lib", "/var/www", "/run");
    Map<String, String> processes = Box.processes();
    Run dry = dryRun("1.yml").expect(1);
    Run real = run("1.yml").expect(1);
    String told = said(dry).toString();
    server.words.forEach(w -> assertTrue(told.contains(w), () -> w + " is not in " + told));
    assertEquals(said(dry), said(real));
    assertEquals(everything, Box.files("/etc", "/var/lib", "/var/www", "/run"));
    assertEquals(processes, Box.processes());
    unchanged();
    assertEquals(old, server.way.answer());
  }

  private static List<String> said(Run run) {
    return run.events("step").stream()
        .map(e -> e.getString("step") + " " + e.getString("status") + ": " + e.getString("message"))
        .toList();
  }

  private void first() {
    Map<String, String> before = Box.processes();
    Run dry = dryRun("1.yml").expect(0);
    assertEquals(before, Box.processes());
    assertEquals(files, Box.files("/etc/nginx", "/var/www", "/usr/share/nginx/html"));
    Run[] real = new Run[1];
    // Whoever keeps a connection loses one to a reload of nginx's now and then; no one else does.
    Runnable work = () -> real[0] = run("1.yml").expect(0);
    answering().ifPresentOrElse(way -> under(way, server.fate == Fate.BEHIND, work), work);
    assertEquals(statuses(dry), statuses(real[0]), () -> dry + "\n" + real[0]);
    advice = real[0].out();
  }

  private String advice = "";

  private static List<String> statuses(Run run) {
    return run.events("step").stream()
        .map(e -> e.getString("step") + " " + e.getString("status"))
        .toList();
  }

  /** Does what a person is told to do, to the letter. */
  private void advised() {
    assertEquals(old, server.way.answer(), "nobody was to be moved before");
    assertTrue(advice.contains("\"live\":false"), advice);
    String lines = advice.replace("\\n", "\n").replace("\\\"", "\"").replace("\"", "\n");
    Matcher found = ADVICE.matcher(lines);
    Map<String, String> saved = new TreeMap<>();
    while (found.find()) {
      Path file = Path.of(found.group(1));
      try {
        List<String> text = new java.util.ArrayList<>(Files.readAllLines(file));
        saved.putIfAbsent(file.toString(), Files.readString(file));
        int at = Integer.parseInt(found.group(2)) - 1;
        String line = text.get(at);
        String now = line.replace(found.group(3) + ";", found.group(4));
        assertNotEquals(line, now, "the line that is named has to be there");
        text.set(at, now);
        Files.write(file, text);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    assertTrue(!saved.isEmpty(), () -> "no line is named in " + advice);
    before.putAll(saved);
    reload();
    assertEquals(Boolean.TRUE, run("1.yml").expect(0).recap().get("live"));
  }

  private final Map<String, String> before = new TreeMap<>();

  private static void reload() {
    Box.sh("nginx -s reload");
    try {
      Thread.sleep(300);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void serves(String version) {
    String answer = server.way.answer();
    assertTrue(answer.contains("shop " + version + " port"), server.way + ": " + answer);
    answers.forEach((w, a) -> assertEquals(a, w.answer(), "" + w));
  }

  private void unchanged() {
    assertEquals(files, Box.files("/etc/nginx", "/var/www", "/usr/share/nginx/html"));
    answers.forEach((w, a) -> assertEquals(a, w.answer(), "" + w));
  }

  private void removed() {
    if (server.fate == Fate.BEHIND) {
      Product.run("remove", "/srv/shop/2.yml").expect(1).says("WHERE NOBODY WILL ANSWER");
      serves("2");
      before.forEach(
          (file, text) -> {
            try {
              Files.writeString(Path.of(file), text);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
      reload();
    }
    Product.run("remove", "/srv/shop/2.yml").expect(0);
    unchanged();
    assertEquals(old, server.way.answer());
    assertTrue(Files.notExists(Path.of("/var/lib/bluegreen/shop")), "our folder is gone");
  }

  /** Does something while clients that never try again ask, none of which may fail. */
  private void under(Way asked, boolean kept, Runnable work) {
    if (!asked.loadable()) {
      work.run();
      return;
    }
    LoadClient client =
        LoadClient.to(asked.url())
            .host(asked.host())
            .connections(4)
            .perSecond(200)
            .versions(b -> "x");
    if (!kept) {
      client.withoutKeepAlive();
    }
    if (asked.url().getScheme().equals("https")) {
      client.trusting(Way.anybody());
    }
    try (Load load = client.start()) {
      load.awaitRequests(5, SOON);
      work.run();
      load.awaitRequests(20, SOON);
      LoadReport report = load.stop();
      String said = report.describe().lines().limit(8).collect(Collectors.joining("\n"));
      assertEquals(0, report.failures(), said);
    }
  }

  /** Where there is an answer of 200 before there is an app. */
  private Optional<Way> answering() {
    return Stream.concat(Stream.of(server.way), server.others.stream())
        .filter(Way::loadable)
        .filter(o -> o.answer().startsWith("HTTP/1.1 200"))
        .findFirst();
  }
}
