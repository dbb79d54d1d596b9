package bluegreen.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.host.Processes;
import bluegreen.nginx.LoadedSite;
import bluegreen.nginx.NginxFiles;
import bluegreen.nginx.SiteFile;
import bluegreen.playbook.Endpoint;
import bluegreen.playbook.Playbook;
import bluegreen.playbook.Slot;
import bluegreen.playbook.Templates;
import bluegreen.state.AppDir;
import bluegreen.state.Layout;
import bluegreen.state.Register;
import bluegreen.state.SlotRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Another app of this machine")
class OtherAppsTest {
  @TempDir Path folder;
  private Ground ground;
  private AppDir store;
  private Playbook playbook;

  @BeforeEach
  void open() throws Exception {
    ground = new Ground(folder);
    playbook = ground.playbook("store", "site: store.conf, listen: [8090]");
    store = new AppDir(folder.resolve("store"));
    Files.createDirectories(store.slots());
    Files.createDirectories(ground.dir.root());
    Layout.of(playbook, "root").write(store, ground.files);
  }

  @AfterEach
  void close() {
    ground.close();
  }

  private List<Neighbour> found(LoadedSite... loaded) {
    Register register =
        new Register(Optional.of(folder), folder.resolve("system"), ground.processes.ownUser());
    return new Neighbours(ground.dir, register, ground.processes).find(List.of(loaded));
  }

  private boolean isAlive() {
    List<Neighbour> found = found();
    assertEquals(1, found.size(), found::toString);
    assertEquals(store.root(), found.get(0).layout().dir());
    return found.get(0).alive();
  }

  private String rendered() {
    return new NginxFiles(playbook, store, new Templates())
        .target(Slot.BLUE, Map.of(Slot.BLUE, Endpoint.here(8081), Slot.GREEN, Endpoint.here(8082)));
  }

  private void record(String boot, long pid, long ticks) throws Exception {
    new SlotRecord(
            Slot.GREEN,
            "r1",
            "1",
            "digest",
            Optional.of(new Processes.Id(pid, ticks)),
            boot,
            8082,
            Path.of("log"),
            Instant.EPOCH)
        .write(store, ground.files);
  }

  @Test
  @DisplayName("is found by its folder, and is dead where nothing of it runs")
  void dead() {
    assertFalse(isAlive());
    assertFalse(found().get(0).standing());
    assertEquals("store", found().get(0).layout().app());
  }

  @Test
  @DisplayName("is never the app itself, by whichever of its names")
  void own() throws Exception {
    Layout.of(playbook, "root").write(ground.dir, ground.files);
    Files.createSymbolicLink(folder.resolve("alias"), ground.dir.root());
    assertFalse(isAlive());
    assertEquals(List.of(), found(site(ground.dir)).stream().skip(1).toList());
  }

  private LoadedSite site(AppDir dir) {
    return new LoadedSite(
        folder.resolve("store.conf"), SiteFile.read(rendered()).orElseThrow(), dir.root());
  }

  @Test
  @DisplayName("lives while a process runs that its record tells of, and no other in its place")
  void process() throws Exception {
    Processes.Id id = ground.processes.find(ground.called("store").pid()).orElseThrow().id();
    record(ground.processes.bootId(), id.pid(), id.startTicks() - 1);
    assertFalse(isAlive(), "its pid is somebody else's by now");
    record("another boot", id.pid(), id.startTicks());
    assertFalse(isAlive(), "the machine was started anew");
    record(ground.processes.bootId(), id.pid(), id.startTicks());
    assertTrue(isAlive());
  }

  @Test
  @DisplayName("lives while nginx has its site loaded, though nothing runs")
  void loaded() {
    List<Neighbour> found = found(site(store));
    assertEquals(1, found.size(), found::toString);
    assertTrue(found.get(0).alive());
  }

  @Test
  @DisplayName("lives while an nginx of its own runs, and not by what its pid file says")
  void nginx() throws Exception {
    Path pid = store.root().resolve("nginx/logs/nginx.pid");
    Files.createDirectories(pid.getParent());
    Files.writeString(pid, ground.called("sleeper").pid() + "\n");
    assertFalse(isAlive(), "that is no nginx");
    Files.writeString(pid, "none\n");
    assertFalse(isAlive());
    Files.writeString(pid, ground.called("nginx: master process nginx").pid() + "\n");
    assertTrue(isAlive());
  }

  @Test
  @DisplayName("lives while an nginx runs in the folder that its site is in")
  void nginxBeside() throws Exception {
    playbook = ground.playbook("store", "prefix: run, site: run/store.conf, listen: [8090]");
    Layout.of(playbook, "root").write(store, ground.files);
    Files.createDirectories(folder.resolve("run"));
    Files.writeString(
        folder.resolve("run/nginx.pid"), ground.called("nginx: master process nginx").pid() + "\n");
    assertTrue(isAlive());
  }

  @Test
  @DisplayName("stands while its site's file is there and leads to its folder")
  void standing() throws Exception {
    Files.writeString(folder.resolve("store.conf"), "server { listen 8090; }\n");
    assertFalse(found().get(0).standing());
    Files.writeString(folder.resolve("store.conf"), rendered());
    assertTrue(found().get(0).standing());
  }

  @Test
  @DisplayName("is known by its site alone where its folder is not to be found")
  void bySite() throws Exception {
    LoadedSite elsewhere = site(new AppDir(Path.of("/srv/far/away")));
    List<Neighbour> found = found(elsewhere);
    assertEquals(2, found.size(), found::toString);
    Layout layout = found.get(1).layout();
    assertEquals("store", layout.app());
    assertEquals(Path.of("/srv/far/away"), layout.dir());
    assertEquals(elsewhere.file(), layout.site());
    assertEquals(8081, layout.ports().orElseThrow().blue().port());
    assertEquals(8082, layout.ports().orElseThrow().green().port());
    assertTrue(found.get(1).alive() && found.get(1).standing());
  }

  @Test
  @DisplayName("is not believed what others may have written into its folder")
  void untrusted() throws Exception {
    Files.setPosixFilePermissions(store.owner(), PosixFilePermissions.fromString("rw-rw-rw-"));
    assertEquals(List.of(), found());
  }
}
