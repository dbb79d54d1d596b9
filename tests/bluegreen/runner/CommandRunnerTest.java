package bluegreen.runner;

import static bluegreen.playbook.Slot.BLUE;
import static bluegreen.playbook.Slot.GREEN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.host.AtomicFiles;
import bluegreen.host.Commands;
import bluegreen.host.HostFailure;
import bluegreen.host.Knock;
import bluegreen.host.Trace;
import bluegreen.playbook.Endpoint;
import bluegreen.playbook.Playbook;
import bluegreen.playbook.PlaybookReader;
import bluegreen.playbook.Slot;
import bluegreen.playbook.Surroundings;
import bluegreen.playbook.Templates;
import bluegreen.runner.Runner.Upkeep;
import bluegreen.state.AppDir;
import bluegreen.state.SlotRecord;
import bluegreen.testing.Ports;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("An app that commands of the user's run")
class CommandRunnerTest {
  /** An address of this machine that is none of our own to start something on. */
  private static final String HOST = "127.0.0.2";

  private static final Duration SHORT = Duration.ofMillis(300);

  /** Notes down how it was called, and does what files of its folder have it do. */
  private static final String CONTROL =
      """
      #!/bin/sh
      cd "$(dirname "$0")" || exit 99
      echo "$1 $BLUEGREEN_SLOT $BLUEGREEN_HOST:$BLUEGREEN_PORT $BLUEGREEN_VERSION $COLOR" >>calls
      case $1 in
        start) cp state/slots/"$BLUEGREEN_SLOT".json begun.json; touch up; echo starting ;;
        stop) rm -f up ;;
        running) [ -e up ] || exit 1 ;;
        logs) echo "of $BLUEGREEN_SLOT"; echo "at most $BLUEGREEN_LINES" ;;
      esac
      exit "$(cat "$1.exit" 2>/dev/null || echo 0)"
      """;

  @TempDir Path folder;
  private AppDir dir;
  private Shop shop;
  private List<Integer> ports;

  @BeforeEach
  void open() throws Exception {
    dir = new AppDir(folder.resolve("state"));
    shop = new Shop(folder);
    ports = Ports.free(3);
    Path control = Files.writeString(folder.resolve("ctl"), CONTROL);
    Files.setPosixFilePermissions(control, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Playbook playbook(String commands, int blue) throws Exception {
    Path file = folder.resolve("playbook.yml");
    Files.writeString(
        file,
        """
        app:
          name: shop
          version: "1"
          dir: state
          env: { COLOR: "of {{ slot }}" }
          start: { run: [%1$s/ctl, start, "{{ slot }}"], stop: [%1$s/ctl, stop, "{{ slot }}"]%2$s }
        slots: { blue: "%3$s:%4$d", green: "%3$s:%5$d" }
        health: { url: "http://{{ address }}/" }
        nginx: { site: site.conf }
        """
            .formatted(folder, commands, HOST, blue, ports.get(1)));
    Surroundings surroundings =
        new Surroundings(Map.of("PATH", Shop.PATH), true, Optional.empty(), Map.of());
    return new PlaybookReader(new Templates(), surroundings).read(file);
  }

  private Playbook playbook() throws Exception {
    String words = ", %1$s: [%2$s/ctl, %1$s, \"{{ slot }}\"]";
    return playbook(words.formatted("running", folder) + words.formatted("logs", folder));
  }

  private Playbook playbook(String commands) throws Exception {
    return playbook(commands, ports.get(0));
  }

  /** One without commands of the user's: the app is a script of this machine again. */
  private Playbook here() throws Exception {
    Files.createDirectories(folder.resolve("files"));
    return Shop.playbook(folder, "command: [/bin/sh, serve.sh, '{{ port }}']\nfiles: files");
  }

  private CommandRunner runner(Playbook playbook) {
    return new CommandRunner(
        playbook,
        dir,
        new Templates(),
        new Commands(Trace.SILENT),
        new AtomicFiles(Trace.SILENT),
        shop.runner);
  }

  private Launch launch(Playbook playbook, Slot slot) throws Exception {
    return new Launches(
            playbook,
            dir,
            new Templates(),
            Shop.PATH,
            Map.of(),
            Shop.DEPLOYER,
            Optional.empty(),
            "commands")
        .of(shop.release("1"), slot, playbook.ports().of(slot));
  }

  private CommandRunner started() throws Exception {
    CommandRunner runner = runner(playbook());
    runner.start(launch(playbook(), BLUE));
    return runner;
  }

  private ServerSocket listen(int port) throws Exception {
    return new ServerSocket(port, 5, InetAddress.getByName(HOST));
  }

  private Endpoint blue() {
    return new Endpoint(HOST, ports.get(0));
  }

  private List<String> calls() {
    return Shop.read(folder.resolve("calls")).lines().map(String::strip).toList();
  }

  private void exits(String action, int code) throws Exception {
    Files.writeString(folder.resolve(action + ".exit"), String.valueOf(code));
  }

  private void ends() throws Exception {
    Files.delete(folder.resolve("up"));
  }

  private SlotRecord record() {
    return SlotRecord.read(dir, BLUE).orElseThrow();
  }

  private static String failure(Execution work) {
    return assertThrows(HostFailure.class, work::run).getMessage();
  }

  private interface Execution {
    void run() throws Exception;
  }

  @Test
  @DisplayName("is started by the one, which is noted down before and after; it knows the slot")
  void start() throws Exception {
    CommandRunner runner = runner(playbook());
    Launch launch = launch(playbook(), BLUE);
    Running running = runner.start(launch);
    assertEquals(List.of("start blue " + blue().address() + " 1 of blue"), calls());
    assertTrue(Shop.read(folder.resolve("begun.json")).contains("\"stage\":\"BEGUN\""));
    assertEquals(Optional.of(SlotRecord.Stage.DONE), record().stage());
    assertEquals(Optional.of(running), runner.running(BLUE));
    assertEquals(launch.digest(), running.launch());
    assertEquals(Optional.empty(), running.pid());
    assertEquals("run by app.start", running.who());
    assertEquals(Optional.empty(), runner.running(GREEN));
    assertEquals(List.of(), runner.strays(BLUE));
    assertEquals(Upkeep.NONE, runner.upkeep(BLUE));
    runner.keep(BLUE);
    assertEquals("commands", runner.label());
    assertFalse(runner.keeps());
    assertTrue(runner.yields());
    assertEquals(Optional.empty(), runner.unit(launch));
    assertEquals(List.of(), runner.problems(Optional.empty()));
  }

  @Test
  @DisplayName("is not started where somebody answers already, who would be taken for it")
  void occupied() throws Exception {
    try (ServerSocket other = listen(ports.get(0))) {
      assertTrue(other.isBound());
      CommandRunner runner = runner(playbook());
      String why = failure(() -> runner.start(launch(playbook(), BLUE)));
      assertTrue(why.startsWith(blue().address() + " accepts connections before"), why);
      assertEquals(List.of(), calls());
      runner.lookAnew();
      assertEquals(Optional.empty(), runner.barrier(BLUE), "of this machine the kernel tells");
      assertTrue(runner.at(BLUE, blue()).stranger().isPresent());
    }
  }

  @Test
  @DisplayName("is there, though it is no launch that one could want, where its start has failed")
  void failedStart() throws Exception {
    exits("start", 7);
    CommandRunner runner = runner(playbook());
    String why = failure(() -> runner.start(launch(playbook(), BLUE)));
    assertEquals("app.start.run ended with 7; it said:\nstarting", why);
    Running left = runner.running(BLUE).orElseThrow();
    assertEquals("", left.launch());
    assertEquals("begun by app.start, which has not ended well", left.who());
  }

  @Test
  @DisplayName("has ended when its command says so; where that cannot tell, it goes on")
  void running() throws Exception {
    started();
    CommandRunner next = runner(playbook());
    next.lookAnew();
    assertTrue(next.running(BLUE).isPresent());
    assertEquals(1, next.caveats().size(), next.caveats()::toString);
    exits("running", 255);
    next.lookAnew();
    assertTrue(next.running(BLUE).isPresent());
    String told = blue().address() + ") runs cannot be told: app.start.running ended with 255";
    assertTrue(next.caveats().toString().contains("blue (" + told), next.caveats()::toString);
    assertTrue(next.barrier(BLUE).orElseThrow().contains("cannot be told, and so nothing is"));
    exits("running", 0);
    ends();
    next.lookAnew();
    assertEquals(Optional.empty(), next.running(BLUE));
    assertEquals(Optional.empty(), next.barrier(BLUE));
  }

  @Test
  @DisplayName("is in the way of a start where its command says that it runs, and no record does")
  void unknown() throws Exception {
    Files.createFile(folder.resolve("up"));
    CommandRunner runner = runner(playbook());
    runner.lookAnew();
    String barrier = runner.barrier(GREEN).orElseThrow();
    assertTrue(barrier.contains("app.start.running ended with 0, and nothing was"), barrier);
  }

  @Test
  @DisplayName("is over where nobody can be asked, its place was given up, and is silent")
  void givenUp() throws Exception {
    Playbook mute = playbook("");
    runner(mute).start(launch(mute, BLUE));
    CommandRunner same = runner(mute);
    same.lookAnew();
    assertTrue(same.running(BLUE).isPresent(), "nobody can tell");
    CommandRunner moved = runner(playbook("", ports.get(2)));
    try (ServerSocket still = listen(ports.get(0))) {
      moved.lookAnew();
      assertTrue(moved.running(BLUE).isPresent(), still::toString);
    }
    // A process that another test starts at that moment has the socket, too, until its program
    // runs.
    assertTrue(Knock.awaitSilence(HOST, ports.get(0), Duration.ofSeconds(20)));
    moved.lookAnew();
    assertEquals(Optional.empty(), moved.running(BLUE));
  }

  @Test
  @DisplayName("is stopped when its command has ended and nobody answers there any more")
  void stop() throws Exception {
    CommandRunner runner = started();
    try (ServerSocket still = listen(ports.get(0))) {
      assertEquals(new Occupants(true, Optional.empty()), runner.at(BLUE, blue()));
      String why = failure(() -> runner.stop(BLUE, SHORT));
      assertTrue(why.contains(blue().address() + " still accepts connections"), still + why);
      assertTrue(runner.running(BLUE).isPresent());
    }
    exits("stop", 3);
    assertEquals("app.start.stop ended with 3", failure(() -> runner.stop(BLUE, SHORT)));
    assertTrue(runner.running(BLUE).isPresent());
    exits("stop", 0);
    assertEquals(0, runner.stop(BLUE, SHORT));
    assertEquals(Optional.empty(), runner.running(BLUE));
    assertEquals(3, calls().stream().filter(c -> c.startsWith("stop blue")).count());
  }

  @Test
  @DisplayName("is not told to stop when it has ended")
  void ended() throws Exception {
    started();
    ends();
    CommandRunner runner = runner(playbook());
    runner.lookAnew();
    runner.stop(BLUE, SHORT);
    assertFalse(calls().toString().contains("stop"), calls()::toString);
    assertEquals(Optional.empty(), record().stage());
  }

  @Test
  @DisplayName("has ended while it is waited for when it was said twice, a second apart")
  void exited() throws Exception {
    CommandRunner runner = started();
    ends();
    List<Boolean> seen = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      assertEquals(Optional.empty(), runner.exited(BLUE));
      seen.add(runner.running(BLUE).isPresent());
      Thread.sleep(1100);
    }
    assertEquals(List.of(true, true, false), seen);
    assertEquals(2, calls().stream().filter(c -> c.startsWith("running")).count());
  }

  @Test
  @DisplayName("is ended by the commands that its record has kept when the playbook has none more")
  void without() throws Exception {
    started();
    Playbook here = here();
    assertTrue(CommandRunner.isWanted(here, dir));
    CommandRunner runner = runner(here);
    assertEquals("process", runner.label());
    runner.lookAnew();
    assertTrue(runner.running(BLUE).isPresent());
    runner.stop(BLUE, SHORT);
    assertTrue(calls().toString().contains("stop blue"), calls()::toString);
    assertEquals(Optional.empty(), runner.running(BLUE));
  }

  @Test
  @DisplayName("is not ended by anybody where no command is known")
  void unending() throws Exception {
    started();
    SlotRecord known = record();
    new SlotRecord(
            BLUE,
            known.release(),
            known.version(),
            known.launch(),
            Optional.empty(),
            "",
            known.endpoint(),
            known.log(),
            known.started(),
            known.stage(),
            Optional.empty(),
            Optional.empty())
        .write(dir, new AtomicFiles(Trace.SILENT));
    CommandRunner runner = runner(here());
    try (ServerSocket still = listen(ports.get(0))) {
      runner.lookAnew();
      String why = failure(() -> runner.stop(BLUE, SHORT));
      assertTrue(why.endsWith("end it yourself, or put app.start back"), still + why);
    }
  }

  @Test
  @DisplayName("is nobody's business where nothing was ever started by a command")
  void never() throws Exception {
    assertFalse(CommandRunner.isWanted(here(), dir));
    assertTrue(CommandRunner.isWanted(playbook(), dir));
  }

  @Test
  @DisplayName("shows its log by a command; a host that is silent is not asked again")
  void logs() throws Exception {
    CommandRunner runner = started();
    assertEquals("of blue\nat most 5", runner.logTail(BLUE, 5));
    exits("logs", 255);
    String unknown = "(not known: app.start.logs ended with 255; it said: of blue)";
    assertEquals(unknown, runner.logTail(BLUE, 5));
    assertEquals(unknown, runner.logTail(BLUE, 5));
    assertEquals(2, calls().stream().filter(c -> c.startsWith("logs")).count());
    String none = failure(() -> runner(playbook("")).log(BLUE, 5, line -> {}));
    assertTrue(none.contains("with app.start.logs, it is shown here"), none);
    String follow = failure(() -> runner.follow(BLUE, 5, line -> {}));
    assertTrue(follow.contains("leave out -f"), follow);
  }
}
