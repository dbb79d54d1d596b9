package bluegreen.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.host.AtomicFiles;
import bluegreen.host.Durability;
import bluegreen.host.HostFailure;
import bluegreen.host.Trace;
import bluegreen.playbook.Slot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The file for Prometheus")
class MetricsTest {
  private static final Optional<Metrics.Active> NOTHING = Optional.empty();

  @TempDir Path folder;
  private final AtomicFiles files = new AtomicFiles(Trace.SILENT);
  private AppDir dir;
  private Metrics metrics;
  private Path file;

  @BeforeEach
  void open() throws Exception {
    dir = new AppDir(Files.createDirectory(folder.resolve("app")));
    metrics = new Metrics(dir, "shop");
    file = folder.resolve("shop.prom");
  }

  private List<String> written(Optional<Metrics.Active> active) throws Exception {
    metrics.write(Optional.of(file), active, files);
    return Files.readAllLines(file);
  }

  private void deployed(boolean ok, Optional<Traffic> traffic) throws HostFailure {
    Instant at = Instant.parse("2026-03-01T12:00:00.250Z");
    new History(dir)
        .append(
            new History.Entry(
                "", at, "deploy", ok, ok, "2", "r2", "1", "green", 8082, 1, 6100, "me", "", traffic,
                Map.of()),
            Durability.DISK);
  }

  @Test
  @DisplayName("tells how the last run ended, what serves, and what each slot holds")
  void all() throws Exception {
    new Roles(dir, files).serves(Slot.BLUE);
    new Roles(dir, files).serves(Slot.GREEN);
    Traffic.Probe probe = new Traffic.Probe("http://a/", 118, 2, 0, List.of(), "");
    OptionalDouble none = OptionalDouble.empty();
    Visits visits = new Visits(12_345, 1, 3, Map.of(), 0, 0, none, none, none, List.of());
    deployed(true, Optional.of(new Traffic(Optional.of(visits), "", Optional.of(probe))));
    List<String> lines = written(Optional.of(new Metrics.Active(Slot.GREEN, "2 \"b\"")));
    for (String line :
        List.of(
            "# TYPE bluegreen_run_success gauge",
            "bluegreen_run_end_timestamp_seconds{app=\"shop\",action=\"deploy\"} 1772366400.250",
            "bluegreen_run_success{app=\"shop\"} 1",
            "bluegreen_run_duration_seconds{app=\"shop\"} 6.100",
            "bluegreen_run_probe_requests{app=\"shop\"} 118",
            "bluegreen_run_requests{app=\"shop\"} 12345",
            "bluegreen_run_error_responses{app=\"shop\"} 3",
            "bluegreen_run_lost_requests{app=\"shop\"} 3",
            "bluegreen_active_info{app=\"shop\",slot=\"green\",version=\"2 \\\"b\\\"\"} 1",
            "bluegreen_slot_state{app=\"shop\",slot=\"blue\",state=\"standby\"} 1",
            "bluegreen_slot_state{app=\"shop\",slot=\"blue\",state=\"active\"} 0",
            "bluegreen_slot_traffic_ratio{app=\"shop\",slot=\"green\"} 1",
            "bluegreen_slot_traffic_ratio{app=\"shop\",slot=\"blue\"} 0")) {
      assertTrue(lines.contains(line), () -> line + " is not in\n" + String.join("\n", lines));
    }
  }

  @Test
  @DisplayName("tells a failure as one, and nothing of requests that nobody has counted")
  void failed() throws Exception {
    deployed(false, Optional.empty());
    List<String> lines = written(NOTHING);
    assertTrue(lines.contains("bluegreen_run_success{app=\"shop\"} 0"), lines::toString);
    assertTrue(lines.stream().noneMatch(l -> l.contains("lost")), lines::toString);
    assertTrue(lines.stream().noneMatch(l -> l.startsWith("bluegreen_active_info{")));
  }

  @Test
  @DisplayName("has moved where the playbook has another name for it, or none")
  void moved() throws Exception {
    written(NOTHING);
    Path other = folder.resolve("other.prom");
    metrics.write(Optional.of(other), NOTHING, files);
    assertTrue(Files.exists(other) && !Files.exists(file));
    assertEquals(List.of(other), Metrics.all(dir, Optional.of(file)));
    metrics.write(Optional.empty(), NOTHING, files);
    assertFalse(Files.exists(other));
    assertEquals(List.of(), Metrics.all(dir, Optional.of(other)));
  }

  @Test
  @DisplayName("is not written over what is somebody else's, and not taken away with it")
  void foreign() throws Exception {
    Files.writeString(file, "node_time 1\n");
    HostFailure failure = assertThrows(HostFailure.class, () -> written(NOTHING));
    assertEquals(
        "app.metrics: " + file + " is not ours; give it another name", failure.getMessage());
    assertEquals("node_time 1\n", Files.readString(file));
    assertEquals(List.of(), Metrics.all(dir, Optional.of(file)));
    Files.writeString(file, "# bluegreen: /of/another/app\n");
    assertThrows(HostFailure.class, () -> written(NOTHING));
    Files.delete(file);
    Files.createSymbolicLink(file, folder.resolve("elsewhere"));
    assertThrows(HostFailure.class, () -> written(NOTHING));
    assertFalse(Files.exists(folder.resolve("elsewhere")));
  }

  @Test
  @DisplayName("is not within the app's folder, where a name may move traffic")
  void misplaced() throws Exception {
    Files.createDirectory(dir.live());
    Files.createSymbolicLink(folder.resolve("link"), dir.live());
    for (Path place : List.of(dir.greenMarker(), folder.resolve("link/green"))) {
      assertThrows(HostFailure.class, () -> metrics.write(Optional.of(place), NOTHING, files));
    }
    assertFalse(Files.exists(dir.greenMarker()));
  }

  @Test
  @DisplayName("wants a folder that is there")
  void noFolder() {
    Optional<Path> deep = Optional.of(folder.resolve("none/shop.prom"));
    HostFailure failure =
        assertThrows(HostFailure.class, () -> metrics.write(deep, NOTHING, files));
    assertEquals("app.metrics: there is no folder " + folder.resolve("none"), failure.getMessage());
  }
}
