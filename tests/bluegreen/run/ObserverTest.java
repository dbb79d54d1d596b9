package bluegreen.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.host.AtomicFiles;
import bluegreen.host.Processes;
import bluegreen.observe.Facts;
import bluegreen.observe.Observer;
import bluegreen.observe.SlotFacts;
import bluegreen.plan.Goal;
import bluegreen.plan.Preflight;
import bluegreen.playbook.Slot;
import bluegreen.run.StubApp.Reply;
import bluegreen.state.Release;
import bluegreen.state.SlotRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("What a run sees")
class ObserverTest {
  @TempDir Path folder;
  private Bench bench;

  private void bench(String... sections) throws Exception {
    bench = new Bench(folder, sections);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private Observer observer(boolean root) {
    return bench.observer(root);
  }

  private Facts facts(Goal goal) throws Exception {
    return facts(observer(true), goal);
  }

  private Facts facts(Observer observer, Goal goal) throws Exception {
    return switch (goal) {
      case DEPLOY -> observer.beforeDeployment();
      case ROLLBACK -> observer.beforeReturn(bench.release("2"));
      case REMOVE -> observer.asItIs();
    };
  }

  private List<String> problems(Observer observer, Goal goal) throws Exception {
    return new Preflight(goal, bench.playbook, facts(observer, goal)).problems();
  }

  private List<String> problems(Goal goal) throws Exception {
    return problems(observer(true), goal);
  }

  private SlotFacts slot(Slot slot) throws Exception {
    return observer(true).slots().get(slot);
  }

  private void record(Slot slot, String boot) throws Exception {
    new SlotRecord(
            slot,
            "r7",
            "7",
            "digest",
            Optional.of(new Processes.Id(4_000_000, 1)),
            boot,
            8081,
            Path.of("log"),
            Instant.EPOCH)
        .write(bench.dir, bench.machine.files());
  }

  @Test
  @DisplayName("of a slot is what runs there, whether that listens and is healthy")
  void runs() throws Exception {
    bench();
    bench.machine.files().mark(bench.dir.servedMarker(Slot.GREEN));
    SlotFacts green = slot(Slot.GREEN);
    assertEquals("2", green.running().orElseThrow().version());
    assertEquals(Optional.of("2"), green.version());
    assertTrue(green.listening() && green.healthy() && green.served());
    assertFalse(green.crashed());
    assertEquals(bench.green.port(), green.port());
    assertEquals(Optional.empty(), green.foreign());
    bench.green.health = Reply.of(503, "");
    assertFalse(slot(Slot.GREEN).healthy());
    assertTrue(slot(Slot.GREEN).listening());
    assertFalse(slot(Slot.BLUE).served());
  }

  @Test
  @DisplayName("of a slot is the port that what runs there was started on")
  void otherPort() throws Exception {
    bench();
    bench.runner.runs(Slot.BLUE, "1", bench.green.endpoint());
    assertEquals(bench.green.port(), slot(Slot.BLUE).port());
    bench.runner.slots.clear();
    assertEquals(bench.blue.port(), slot(Slot.BLUE).port());
  }

  @Test
  @DisplayName("of a busy app is no more than two bad answers")
  void busy() throws Exception {
    bench();
    bench.green.next.add(Reply.of(503, ""));
    bench.green.next.add(Reply.of(503, ""));
    assertTrue(slot(Slot.GREEN).healthy());
    for (int i = 0; i < 3; i++) {
      bench.green.next.add(Reply.of(503, ""));
    }
    assertFalse(slot(Slot.GREEN).healthy());
  }

  @Test
  @DisplayName("of an empty slot is what ran there last, and whether that ended by itself")
  void crashed() throws Exception {
    bench();
    bench.runner.slots.clear();
    bench.green.close();
    record(Slot.GREEN, bench.machine.processes().bootId());
    SlotFacts green = slot(Slot.GREEN);
    assertTrue(green.crashed());
    assertEquals(Optional.of("7"), green.version());
    assertFalse(green.healthy() || green.listening());
    record(Slot.GREEN, "before the machine was started anew");
    assertFalse(slot(Slot.GREEN).crashed());
    SlotRecord.read(bench.dir, Slot.GREEN)
        .orElseThrow()
        .stopped()
        .write(bench.dir, bench.machine.files());
    assertFalse(slot(Slot.GREEN).crashed());
    record(Slot.GREEN, bench.machine.processes().bootId());
    bench.runner.runs(Slot.GREEN, "2", bench.green.endpoint());
    assertFalse(slot(Slot.GREEN).crashed());
  }

  @Test
  @DisplayName(
      "is who has a slot's port without being of ours, and nobody who is of the other slot")
  void foreign() throws Exception {
    bench();
    bench.runner.strange.add(Slot.GREEN);
    assertEquals(Optional.empty(), slot(Slot.GREEN).foreign(), "it descends from what blue runs");
    bench.runner.slots.clear();
    assertEquals(bench.green.port(), slot(Slot.GREEN).foreign().orElseThrow().port());
  }

  @Test
  @DisplayName("is the release that the playbook wants, and how it would be started in each slot")
  void wanted() throws Exception {
    bench();
    Facts facts = facts(Goal.DEPLOY);
    Release wanted = facts.wanted().orElseThrow();
    assertEquals(Set.of(Slot.BLUE, Slot.GREEN), facts.launches().keySet());
    assertEquals(
        List.of(wanted.home() + "/serve", String.valueOf(bench.green.port())),
        facts.launches().get(Slot.GREEN).argv());
    assertFalse(facts.stored());
    assertEquals(List.of(), problems(Goal.DEPLOY));
    assertEquals(wanted.id(), facts.launches().get(Slot.BLUE).release().id());
  }

  @Test
  @DisplayName("is nothing of a version where all of ours is to go")
  void remove() throws Exception {
    bench();
    Facts facts = facts(Goal.REMOVE);
    assertEquals(Optional.empty(), facts.wanted());
    assertEquals(Map.of(), facts.launches());
  }

  @Test
  @DisplayName("is that nginx runs with our site, and which slot it serves")
  void nginx() throws Exception {
    bench();
    assertEquals(Optional.of(Slot.BLUE), facts(Goal.DEPLOY).serving());
    assertEquals(Optional.of("1.22.1"), observer(true).nginxFacts().version());
    bench.nginx.mark(Slot.GREEN);
    assertEquals(Optional.of(Slot.GREEN), facts(Goal.DEPLOY).serving());
  }

  @Test
  @DisplayName(
      "is of one moment: where another run starts nginx meanwhile, nginx runs in all of it")
  void startedMeanwhile() throws Exception {
    bench();
    Path pid = folder.resolve("run/logs/nginx.pid");
    Path later = Files.move(pid, folder.resolve("later"));
    bench.runner.whenSeen = () -> Files.copy(later, pid, StandardCopyOption.REPLACE_EXISTING);
    Facts facts = facts(Goal.DEPLOY);
    assertTrue(facts.nginx().running());
    assertEquals(Optional.of(Slot.BLUE), facts.serving());
  }

  @Test
  @DisplayName(
      "is that nginx refuses its configuration, which matters unless one marker leads back")
  void refused() throws Exception {
    bench();
    Files.writeString(folder.resolve("run/bad.conf"), "BROKEN\n");
    List<String> problems = problems(Goal.DEPLOY);
    assertEquals(1, problems.size(), problems::toString);
    assertTrue(
        problems.get(0).startsWith("nginx refuses its present configuration; mend it first:\n"));
    bench.runner.slots.clear();
    assertFalse(problems(Goal.ROLLBACK).isEmpty());
  }

  @Test
  @DisplayName("is what stands in the way of the app")
  void problems() throws Exception {
    bench(
        "app: { name: shop, command: [no-such-program, \"{{ port }}\"], dir: app,"
            + " files: nowhere, user: nobody-of-ours, workdir: playbook.yml }");
    String all = String.join("\n", problems(Goal.DEPLOY));
    assertTrue(all.contains("app.files: " + folder + "/nowhere does not exist"), all);
    assertTrue(all.contains("app.user: there is no user 'nobody-of-ours' on this machine"), all);
    String unprivileged = String.join("\n", problems(observer(false), Goal.DEPLOY));
    assertTrue(
        unprivileged.contains(
            "app.user: starting the app as nobody-of-ours needs root, and we are not root"),
        unprivileged);
  }

  @Test
  @DisplayName("is a program that is none, and a working folder that is none")
  void program() throws Exception {
    bench(
        "app: { name: shop, command: [no-such-program, \"{{ port }}\"], dir: app,"
            + " workdir: playbook.yml, metrics: app/live/green }");
    assertEquals(
        List.of(
            "app.command: there is no program 'no-such-program'",
            "app.workdir: " + folder + "/playbook.yml is no folder",
            "app.metrics: "
                + folder
                + "/app/live/green is within app.dir, where all names are ours"),
        problems(Goal.DEPLOY));
  }

  @Test
  @DisplayName("is a file for Prometheus that is somebody else's, but not a folder that is missing")
  void metrics() throws Exception {
    Path file = folder.resolve("prom/a.prom");
    Files.createDirectory(file.getParent());
    Files.writeString(file, "node_time 1\n");
    bench(
        "app: { name: shop, command: [/bin/true, \"{{ port }}\"], dir: app,"
            + " metrics: prom/a.prom }");
    String said = "app.metrics: " + file;
    assertEquals(List.of(said + " is not ours; give it another name"), problems(Goal.DEPLOY));
    Files.delete(file);
    Files.createDirectory(file);
    assertEquals(List.of(said + " is a folder; name a file in it"), problems(Goal.DEPLOY));
    Files.delete(file);
    Files.delete(file.getParent());
    assertEquals(List.of(), problems(Goal.DEPLOY));
    assertEquals(
        List.of(
            "app.metrics: there is no folder "
                + file.getParent()
                + ", and so a run writes nothing for Prometheus"),
        observer(true).beforeDeployment().defects().unwritten());
    assertEquals(List.of(), observer(true).asItIs().defects().unwritten());
  }

  @Test
  @DisplayName("is an nginx that is not there, and what to do about it")
  void noNginx() throws Exception {
    bench();
    Files.delete(folder.resolve("nginx"));
    assertEquals(
        List.of(
            "nginx.bin: there is no program '"
                + folder
                + "/nginx'; install nginx, or have us do it with `nginx.install: true`"),
        problems(Goal.DEPLOY));
    assertEquals(List.of(), facts(Goal.DEPLOY).setting().packages());
  }

  @Test
  @DisplayName("is a site of somebody else's in the place of ours, in a folder without slots")
  void foreignSite() throws Exception {
    bench();
    Files.writeString(bench.site, "server { listen 80; }\n");
    bench.machine.files().removeTree(bench.dir.slots());
    String all = String.join("\n", problems(Goal.DEPLOY));
    assertTrue(
        all.contains("nginx.site: " + bench.site + " exists and was not written for this app"),
        all);
    Files.createDirectories(bench.dir.slots());
    all = String.join("\n", problems(Goal.DEPLOY));
    assertFalse(all.contains("nginx.site"), all);
  }

  @Test
  @DisplayName("are folders that are missing, and what killed runs have left")
  void leftovers() throws Exception {
    bench();
    bench.machine.files().removeTree(bench.dir.releases());
    Path half = Files.createFile(bench.dir.root().resolve(AtomicFiles.TEMPORARY + "x"));
    Path record = Files.createFile(bench.dir.slots().resolve(AtomicFiles.TEMPORARY + "y"));
    Path roles = Files.createDirectories(bench.dir.roles().resolve("active-standby"));
    Files.createSymbolicLink(bench.dir.roles().resolve("now"), roles.getFileName());
    Path role = Files.createFile(roles.resolve(AtomicFiles.TEMPORARY + "blue"));
    Path site = Files.createFile(AtomicFiles.temporary(bench.site));
    Path conf = Files.createFile(AtomicFiles.temporary(folder.resolve("run/nginx.conf")));
    Facts facts = facts(Goal.DEPLOY);
    assertEquals(List.of(half, record, role, site, conf), facts.leftovers());
    assertEquals(
        List.of(bench.dir.releases(), bench.dir.logs(), bench.dir.acme(), bench.dir.work()),
        facts.folders());
  }

  @Test
  @DisplayName("are logs and what was kept, by their names")
  void logs() throws Exception {
    bench();
    Files.createDirectories(bench.dir.logs());
    Path b = Files.createFile(bench.dir.logs().resolve("b"));
    Path a = Files.createFile(bench.dir.logs().resolve("a"));
    Files.createDirectories(bench.dir.kept().resolve("r1"));
    Facts facts = facts(Goal.DEPLOY);
    assertEquals(List.of(a, b), facts.logs());
    assertEquals(List.of(bench.dir.kept().resolve("r1")), facts.kept());
  }

  @Test
  @DisplayName("is what tasks are to create and is there already, for either slot")
  void created() throws Exception {
    bench(
        "hooks: { before_switch: [ { name: t, shell: make, creates: \"a-{{ slot }}\" },"
            + " { name: u, shell: make, creates: b } ] }");
    Path a = Files.createFile(folder.resolve("a-green"));
    assertEquals(Set.of(a), facts(Goal.DEPLOY).created());
  }
}
