package bluegreen.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.host.Account;
import bluegreen.host.Processes;
import bluegreen.nginx.NginxFiles;
import bluegreen.playbook.Endpoint;
import bluegreen.playbook.Playbook;
import bluegreen.playbook.Playbook.SwitchKind;
import bluegreen.playbook.Slot;
import bluegreen.playbook.Surroundings;
import bluegreen.playbook.Templates;
import bluegreen.state.AppDir;
import bluegreen.state.Layout;
import bluegreen.state.SlotRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("An app in the list of all apps")
class RosterTest {
  private static final Map<Slot, Endpoint> PLACES =
      Map.of(Slot.BLUE, Endpoint.here(8081), Slot.GREEN, Endpoint.here(8082));

  @TempDir Path folder;
  private Ground ground;
  private AppDir store;

  @BeforeEach
  void open() {
    ground = new Ground(folder);
    store = new AppDir(folder.resolve("store"));
  }

  @AfterEach
  void close() {
    ground.close();
  }

  private Playbook playbook(String nginx) throws Exception {
    Playbook playbook = ground.playbook("store", "site: store.conf, listen: [8090]" + nginx);
    Files.createDirectories(store.slots());
    Files.createDirectories(store.live());
    Layout.of(playbook, "kim").write(store, ground.files);
    return playbook;
  }

  private void render(Playbook playbook, Slot active) throws Exception {
    String text = new NginxFiles(playbook, store, new Templates()).target(active, PLACES);
    Files.writeString(playbook.nginx().target().file(), text);
  }

  private Roster.Entry only() {
    List<Roster.Entry> found =
        new Roster(ground.processes)
            .entries(Optional.of(folder), List.of()).stream()
                .filter(e -> e.layout().dir().equals(store.root()))
                .toList();
    assertEquals(1, found.size(), found::toString);
    return found.get(0);
  }

  @Test
  @DisplayName("has the active slot that the marker names, if that one has served")
  void live() throws Exception {
    render(playbook(""), Slot.BLUE);
    assertEquals(Optional.of(SwitchKind.LIVE), only().kind());
    assertEquals(Optional.empty(), only().active(), "nothing has served");
    Files.createFile(store.servedMarker(Slot.BLUE));
    assertEquals(Optional.of(Slot.BLUE), only().active());
    Files.createFile(store.greenMarker());
    assertEquals(Optional.empty(), only().active(), "green has not served");
    Files.createFile(store.servedMarker(Slot.GREEN));
    assertEquals(Optional.of(Slot.GREEN), only().active());
  }

  @Test
  @DisplayName("has the active slot that its site names where a reload switches")
  void reload() throws Exception {
    render(playbook(", switch: reload"), Slot.GREEN);
    Files.createFile(store.servedMarker(Slot.GREEN));
    assertEquals(Optional.of(SwitchKind.RELOAD), only().kind());
    assertEquals(Optional.of(Slot.GREEN), only().active());
  }

  @Test
  @DisplayName("has in each slot what was started there, on the port that it was started on")
  void slots() throws Exception {
    playbook("");
    Processes.Id here = ground.processes.find(ProcessHandle.current().pid()).orElseThrow().id();
    record(Slot.BLUE, here, 9081);
    record(Slot.GREEN, new Processes.Id(here.pid(), here.startTicks() - 1), 9082);
    Map<Slot, Roster.Place> slots = only().slots();
    assertEquals(
        new Roster.Place(Endpoint.here(9081), Roster.State.RUNNING, Optional.of("1")),
        slots.get(Slot.BLUE));
    assertEquals(
        new Roster.Place(Endpoint.here(9082), Roster.State.STOPPED, Optional.of("1")),
        slots.get(Slot.GREEN));
    Files.delete(store.slot(Slot.GREEN));
    assertEquals(
        new Roster.Place(Endpoint.here(8082), Roster.State.STOPPED, Optional.empty()),
        only().slots().get(Slot.GREEN));
  }

  private void record(Slot slot, Processes.Id id, int port) throws Exception {
    String boot = ground.processes.bootId();
    Path log = Path.of("log");
    new SlotRecord(slot, "r1", "1", "digest", Optional.of(id), boot, port, log, Instant.EPOCH)
        .write(store, ground.files);
  }

  @Test
  @DisplayName("whose site is a pipe, or somebody else's file, is sent nobody")
  void otherSite() throws Exception {
    Path site = playbook("").nginx().target().file();
    Files.createFile(store.servedMarker(Slot.BLUE));
    assertEquals(0, new ProcessBuilder("mkfifo", site.toString()).start().waitFor());
    assertEquals(Optional.empty(), only().active());
    Files.delete(site);
    Files.writeString(site, "# bluegreen: app=other switch=live active=marker blue=1 green=2\n");
    assertEquals(Optional.empty(), only().kind());
  }

  @Test
  @DisplayName("is found in another user's home, where he or root has written it")
  void ofOthers() throws Exception {
    long uid = ground.processes.ownUser();
    AppDir theirs = new AppDir(folder.resolve("home").resolve(Surroundings.STATE).resolve("store"));
    Layout.of(playbook(""), "kim").write(store, ground.files);
    Files.createDirectories(theirs.root());
    Files.copy(store.owner(), theirs.owner());
    String home = folder.resolve("home").toString();
    assertTrue(isListed(theirs, new Account("kim", uid, uid, home)));
    if (uid == 0) { // Root is believed by everybody, and nobody by root.
      Files.setAttribute(theirs.owner(), "unix:uid", 4711);
      assertTrue(isListed(theirs, new Account("kim", 4711, 4711, home)));
      assertTrue(!isListed(theirs, new Account("lee", 4712, 4712, home)));
    } else {
      assertTrue(!isListed(theirs, new Account("lee", uid + 1, uid + 1, home)));
    }
  }

  private boolean isListed(AppDir dir, Account user) {
    return new Roster(ground.processes)
        .entries(Optional.empty(), List.of(user)).stream()
            .anyMatch(entry -> entry.layout().dir().equals(dir.root()));
  }
}
