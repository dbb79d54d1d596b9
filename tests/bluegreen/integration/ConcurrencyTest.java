package bluegreen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.testing.Await;
import bluegreen.testing.Draft;
import bluegreen.testing.Hold;
import bluegreen.testing.Job;
import bluegreen.testing.Load;
import bluegreen.testing.LoadClient;
import bluegreen.testing.LoadReport;
import bluegreen.testing.NginxWork;
import bluegreen.testing.PrivateServer;
import bluegreen.testing.Run;
import bluegreen.testing.Signals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
@DisplayName("Of runs at the same time")
class ConcurrencyTest {
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final int RUNS = 10;
  private static final int ROUNDS = 8;

  private final PrivateServer server = PrivateServer.create();
  private final Hold hold = Hold.in(server);

  @AfterEach
  void close() {
    server.close();
  }

  private Path file(String name) {
    return server.folder().resolve(name);
  }

  private List<Job> start(int count, String... arguments) {
    return IntStream.range(0, count).mapToObj(i -> server.deployer().start(arguments)).toList();
  }

  private void awaitWaiting(Job job) {
    Await.until("a run that waits", LONG, () -> job.hasOpen(file("app/lock")));
  }

  private void assertConverged(String playbook, String version) {
    server.assertServes(version);
    server.assertTidy();
    assertEquals(0, server.deploy(playbook).recap().getInt("changed"), "changed by one more run");
  }

  @Test
  @DisplayName("ten first ones, one deploys; nine end with 3 and say who it is, and since when")
  void tenFirstOnes() {
    server.light("1").hook("before_start", hold.task()).write("1.yml");
    List<Job> jobs = start(RUNS, "1.yml");
    Await.until("nine to end", LONG, () -> jobs.stream().filter(Job::runs).count() == 1);
    Job first = jobs.stream().filter(Job::runs).findFirst().orElseThrow();
    hold.await();
    for (Job job : jobs) {
      if (job != first) {
        job.end().expect(3).matches("another deployment of shop is under way: pid \\d+, since 20");
      }
    }
    server.run("1.yml").expect(3).says("under way: pid " + first.pid() + ", since ");
    hold.release();
    first.end().expect(0);

    assertEquals(1, hold.count(), "runs that have deployed");
    assertEquals(1, server.processes().stream().filter(p -> p.contains("-jar")).count());
    assertConverged("1.yml", "1");
  }

  @Test
  @DisplayName("ten that may wait, each has its turn, and no request is lost")
  void tenInTurn() {
    for (String version : List.of("1", "2")) {
      String note = "- { name: note, shell: \"echo %s {{ version }} >> order\" }";
      server
          .light(version)
          .hook("before_start", note.formatted("begin"))
          .hook("after_switch", note.formatted("end"))
          .write(version + ".yml");
    }
    server.deploy("1.yml");
    List<Job> jobs = new ArrayList<>();
    LoadReport report =
        underLoad(
            server,
            () -> {
              for (String playbook : List.of("2.yml", "1.yml")) {
                jobs.addAll(start(RUNS / 2, "--lock-timeout", "150s", playbook));
              }
              jobs.forEach(job -> job.end().expect(0));
            });
    assertEquals(0, report.failures(), report::describe);

    List<String> order = server.read("order").lines().toList();
    assertTrue(order.size() >= 4, order::toString);
    for (int i = 0; i < order.size(); i += 2) {
      String version = order.get(i).substring("begin ".length());
      assertEquals(
          List.of("begin " + version, "end " + version), order.subList(i, i + 2), order::toString);
    }
    String last = order.get(order.size() - 1).substring("end ".length());
    assertConverged(last + ".yml", last);
  }

  @Test
  @DisplayName("one that waits can be interrupted: exit code 130, and nothing comes of it")
  void interruptedWhileWaiting() {
    server.light("1").hook("before_start", hold.task()).write("1.yml");
    server.light("2").write("2.yml");
    try (Job first = server.deployer().start("1.yml")) {
      hold.await();
      Job waiting = server.deployer().start("--lock-timeout", "2m", "2.yml");
      awaitWaiting(waiting);
      waiting.signal("INT").end().expect(130);
      hold.release();
      first.end().expect(0);
    }
    assertConverged("1.yml", "1");
  }

  @Test
  @DisplayName("one that waited for a removal deploys anew, and keeps those after it out")
  void waitsForRemoval() {
    server.light("1").app("stop_timeout", "2m").write("1.yml");
    server.light("2").hook("before_start", hold.task()).write("2.yml");
    server.deploy("1.yml");
    long pid = server.pid("1.yml", "blue");
    Signals.send("STOP", pid); // It will not end, whoever asks it to, until it goes on.
    try (Job removal = server.deployer().start("remove", "1.yml")) {
      removal.awaitOutput("nginx +changed");
      Job waiting = server.deployer().start("--lock-timeout", "2m", "2.yml");
      awaitWaiting(waiting);
      server.run("remove", "1.yml").expect(3).says("pid " + removal.pid());
      Signals.send("CONT", pid);
      removal.end().expect(0);

      hold.await();
      server.run("1.yml").expect(3).says("pid " + waiting.pid());
      server.run("remove", "1.yml").expect(3).says("pid " + waiting.pid());
      hold.release();
      waiting.end().expect(0);
    }
    assertConverged("2.yml", "2");
  }

  @Test
  @DisplayName("one that finds another's configuration being tried out waits for the outcome")
  void triedOutByAnother() throws IOException {
    server.nginx().configure("root", "include \"sites/*.conf\";");
    for (String version : List.of("1", "2")) {
      server.light(version).nginx("site", "nginx/sites/shop.conf").write(version + ".yml");
    }
    server.deploy("1.yml");
    Path tried = server.write("nginx/sites/store.conf", "server { nonsense on; }\n");
    Job job;
    try (NginxWork another = NginxWork.on(file("nginx/nginx.conf"))) {
      job = server.deployer().start("--verbose", "2.yml");
      job.awaitOutput("-T -q");
      AtomicInteger inARow = new AtomicInteger();
      Await.until("a run that waits", LONG, () -> inARow.incrementAndGet() > 50);
      assertTrue(job.runs(), () -> "waits for pid " + another.pid());
      Files.delete(tried);
    }
    job.end().expect(0);
    assertConverged("2.yml", "2");
  }

  @Test
  @DisplayName("one that starts nginx keeps the others from it until nginx answers")
  void keepsNginx() {
    Hold hold = Hold.in(server);
    Path nginx =
        server.write(
            "slow-nginx",
            """
            #!/bin/sh
            case " $*" in
              *" -s "*|*" -t "*|*" -T "*|*" -V"*) ;;
              *) %s ;;
            esac
            exec nginx "$@"
            """
                .formatted(hold.script()));
    assertTrue(nginx.toFile().setExecutable(true));
    server.nginx().configure("root", "include \"sites/*.conf\";");
    server
        .light("1")
        .nginx("bin", nginx.toString())
        .nginx("site", "nginx/sites/shop.conf")
        .write("1.yml");
    try (Job job = server.deployer().start("1.yml")) {
      hold.await();
      inNginxOf(server, server.light("2")).app("dir", "store").write("store.yml");
      String who = "another deployment works on nginx's configuration (" + file("nginx/nginx.conf");
      Run busy = server.run("reload", "--lock-timeout", "1s", "store.yml").expect(3);
      assertTrue(busy.err().contains(who + "): pid " + job.pid() + ", since 20"), busy::toString);
      hold.release();
      job.end().expect(0);
    }
    assertConverged("1.yml", "1");
  }

  @Test
  @DisplayName("two of two apps behind one nginx, none disturbs the other, and no request is lost")
  void twoApps() {
    server.nginx().configure("root", "include \"sites/*.conf\";");
    try (PrivateServer other = PrivateServer.create()) {
      List<AssertionError> failures = new ArrayList<>();
      for (String version : List.of("1", "2")) {
        server.light(version).nginx("site", "nginx/sites/shop.conf").write(version + ".yml");
        inNginxOf(server, other.light(version)).write(version + ".yml");
      }
      atOnce(failures, server, other, each -> each.deploy("1.yml"));
      assertEquals(List.of(), failures);
      server.assertServes("1");
      other.assertServes("1");
      long master = server.nginx().master();

      LoadReport ofOther =
          underLoad(
              other,
              () -> {
                LoadReport ofServer =
                    underLoad(
                        server, () -> atOnce(failures, server, other, each -> backAndForth(each)));
                assertEquals(0, ofServer.failures(), ofServer::describe);
              });
      assertEquals(0, ofOther.failures(), ofOther::describe);
      assertEquals(List.of(), failures);
      assertEquals(master, server.nginx().master(), "nginx's master");
      for (PrivateServer each : List.of(server, other)) {
        each.assertTidy();
        assertEquals(0, each.deploy("1.yml").recap().getInt("changed"));
      }
    }
  }

  private static Draft inNginxOf(PrivateServer host, Draft draft) {
    return draft
        .app("name", "store")
        .nginx("prefix", host.folder().resolve("nginx").toString())
        .nginx("site", host.folder().resolve("nginx/sites/store.conf").toString());
  }

  private static void backAndForth(PrivateServer server) {
    for (int i = 1; i <= ROUNDS; i++) {
      String version = i % 2 == 1 ? "2" : "1";
      Run run = server.deploy(version + ".yml");
      assertTrue(run.steps("changed").contains("switch"), run::toString);
      server.assertServes(version);
    }
  }

  private interface Work {
    void on(PrivateServer server);
  }

  private static void atOnce(
      List<AssertionError> failures, PrivateServer one, PrivateServer two, Work work) {
    Thread beside = new Thread(() -> noting(failures, two, work));
    beside.start();
    noting(failures, one, work);
    try {
      beside.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void noting(List<AssertionError> failures, PrivateServer server, Work work) {
    try {
      work.on(server);
    } catch (AssertionError e) {
      synchronized (failures) {
        failures.add(e);
      }
    }
  }

  private static LoadReport underLoad(PrivateServer server, Runnable work) {
    try (Load load = LoadClient.to(server.url("/")).connections(4).perSecond(100).start()) {
      work.run();
      return load.stop();
    }
  }
}
