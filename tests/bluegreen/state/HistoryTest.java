package bluegreen.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.host.Durability;
import bluegreen.host.HostFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("The history")
class HistoryTest {
  @TempDir Path temporary;
  private AppDir dir;
  private History history;

  @BeforeEach
  void open() throws HostFailure {
    dir = Folder.in(temporary);
    history = new History(dir);
  }

  private static History.Entry entry(String action, boolean ok, String release) {
    return new History.Entry(
        "",
        Instant.parse("2026-03-01T12:00:00.123Z"),
        action,
        ok,
        ok,
        release.toUpperCase(java.util.Locale.ROOT),
        release,
        "before",
        "green",
        8082,
        0.84,
        5100,
        "deployer",
        ok ? "" : "health: 500 \"oops\"\n{",
        Optional.empty(),
        Map.of());
  }

  @Test
  @DisplayName("that is long is read from its end to tell what has served")
  void isLong() throws IOException, HostFailure {
    history.append(entry("deploy", true, "first"), Durability.DISK);
    String one = Files.readString(dir.history());
    String padding = "{\"at\":\"" + "x".repeat(1000) + "\"}\n";
    Files.writeString(dir.history(), one + padding.repeat(2000) + one.replace("first", "second"));
    history.append(entry("deploy", true, "third"), Durability.DISK);
    assertEquals(List.of("second", "third"), history.served());
    assertEquals(3, history.entries().size());
  }

  @Test
  @DisplayName("of an app that was never deployed is empty")
  void none() {
    assertEquals(List.of(), history.entries());
    assertEquals(List.of(), history.served());
  }

  @Test
  @DisplayName("gives back what was written, the oldest first")
  void roundTrip() throws HostFailure {
    List<History.Entry> written =
        List.of(
            entry("deploy", true, "a"), entry("deploy", false, "b"), entry("rollback", true, "a"));
    for (History.Entry each : written) {
      history.append(each, Durability.DISK);
    }
    assertEquals(written, history.entries());
  }

  @Test
  @DisplayName("knows a release as served where it serves although its deployment failed")
  void servesAllTheSame() throws HostFailure {
    History.Entry failed = entry("deploy", false, "a");
    History.Entry serves =
        new History.Entry(
            "",
            failed.at(),
            "deploy",
            false,
            true,
            "A",
            "a",
            "",
            "blue",
            1,
            0,
            0,
            "me",
            "x",
            Optional.empty(),
            Map.of());
    history.append(serves, Durability.DISK);
    history.append(entry("deploy", false, "b"), Durability.DISK);
    assertEquals(List.of(serves, entry("deploy", false, "b")), history.entries());
    assertEquals(List.of("a"), history.served());
  }

  @Test
  @DisplayName("keeps what CodeDeploy calls a deployment")
  void origin() throws HostFailure {
    Map<String, String> origin =
        History.origin(
            Map.of("DEPLOYMENT_ID", "d-1", "APPLICATION_NAME", "shop", "LIFECYCLE_EVENT", " "));
    assertEquals(Map.of("deployment_id", "d-1", "application_name", "shop"), origin);
    History.Entry plain = entry("deploy", true, "a");
    History.Entry entry =
        new History.Entry(
            "20260301-120000-2",
            plain.at(),
            "deploy",
            true,
            true,
            "A",
            "a",
            "",
            "blue",
            1,
            0,
            0,
            "me",
            "",
            Optional.empty(),
            origin);
    history.append(entry, Durability.DISK);
    assertEquals(List.of(entry), history.entries());
  }

  @Test
  @DisplayName("keeps what a deployment has cost")
  void traffic() throws HostFailure {
    Traffic.Loss loss = new Traffic.Loss(Instant.parse("2026-03-01T12:00:00.5Z"), "switch", "502");
    Visits visits =
        new Visits(
            12_345,
            1,
            2,
            Map.of("1.4", 2L, "1.5", 0L),
            3,
            4,
            OptionalDouble.of(8),
            OptionalDouble.of(41),
            OptionalDouble.of(39),
            List.of(loss));
    Traffic.Probe probe = new Traffic.Probe("http://127.0.0.1/", 118, 1, 2, List.of(loss), "why");
    Traffic traffic = new Traffic(Optional.of(visits), "no reason", Optional.of(probe));
    History.Entry plain = entry("deploy", true, "a");
    History.Entry entry =
        new History.Entry(
            "20260301-120000-2",
            plain.at(),
            "deploy",
            true,
            true,
            "A",
            "a",
            "",
            "blue",
            1,
            0,
            0,
            "me",
            "",
            Optional.of(traffic),
            Map.of());
    history.append(entry, Durability.DISK);
    assertEquals(List.of(entry), history.entries());
  }

  @Test
  @DisplayName("names what ended by its time in UTC, and with a number where that is taken")
  void ids() throws HostFailure {
    Instant at = Instant.parse("2026-03-01T12:00:00.9Z");
    assertEquals("20260301-120000", history.unusedId(at));
    history.append(named("20260301-120000"), Durability.DISK);
    assertEquals("20260301-120000-2", history.unusedId(at));
    history.append(named("20260301-120000-2"), Durability.DISK);
    assertEquals("20260301-120000-3", history.unusedId(at));
    assertEquals("20260301-120001", history.unusedId(at.plusSeconds(1)));
  }

  @Test
  @DisplayName("believes no id that is none of ours")
  void foreignId() throws HostFailure {
    history.append(named("../../etc/passwd"), Durability.DISK);
    assertEquals("", history.entries().get(0).id());
  }

  private static History.Entry named(String id) {
    History.Entry e = entry("deploy", true, "a");
    return new History.Entry(
        id,
        e.at(),
        e.action(),
        e.ok(),
        e.serves(),
        e.version(),
        e.release(),
        e.previous(),
        e.slot(),
        e.port(),
        e.switchMillis(),
        e.totalMillis(),
        e.by(),
        e.failure(),
        e.traffic(),
        e.origin());
  }

  @Test
  @DisplayName("is only ever appended to")
  void appended() throws Exception {
    history.append(entry("deploy", true, "a"), Durability.DISK);
    byte[] before = Files.readAllBytes(dir.history());
    history.append(entry("deploy", true, "b"), Durability.DISK);
    byte[] after = Files.readAllBytes(dir.history());
    assertEquals(0, Arrays.mismatch(before, after) == before.length ? 0 : 1);
    assertTrue(after.length > before.length);
  }

  @Test
  @DisplayName("is not lost with the half line that a killed run left")
  void halfLine() throws Exception {
    history.append(entry("deploy", true, "a"), Durability.DISK);
    Files.writeString(dir.history(), "{\"at\":\"2026-", StandardOpenOption.APPEND);
    history.append(entry("deploy", true, "b"), Durability.DISK);
    assertEquals(List.of("a", "b"), history.served());
  }

  @ParameterizedTest(name = "garbage {index}")
  @MethodSource("bluegreen.state.Folder#garbage")
  @DisplayName("passes over lines that are none of it")
  void garbage(String garbage) throws Exception {
    history.append(entry("deploy", true, "a"), Durability.DISK);
    String good = Files.readString(dir.history());
    Folder.write(dir.history(), garbage + "\n" + good + garbage);
    assertEquals(List.of("a"), history.served());
    history.append(entry("deploy", true, "b"), Durability.DISK);
    assertEquals(List.of("a", "b"), history.served());
  }

  @Test
  @DisplayName("passes over lines whose values are of another kind")
  void otherKinds() throws IOException {
    Files.writeString(
        dir.history(),
        """
        {"action":"deploy","status":"ok","version":1,"release":"a"}
        {"action":["deploy"],"status":"ok","version":"A","release":"a"}
        {"at":7,"action":"deploy","status":true,"version":"B","release":"b","port":"x"}
        {"action":"deploy","status":"ok","version":"C","release":"c"}
        """);
    assertEquals(List.of("c"), history.served());
  }

  @Test
  @DisplayName("says where it cannot be written")
  void unwritable() throws IOException {
    Files.createDirectory(dir.history());
    HostFailure failure =
        assertThrows(
            HostFailure.class, () -> history.append(entry("deploy", true, "a"), Durability.DISK));
    assertTrue(failure.getMessage().startsWith("cannot write " + dir.history() + ": "));
  }

  @Nested
  @DisplayName("knows which releases have served")
  class Served {
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
      "'', ''",
      "+a, a",
      "+a +b +c, a b c",
      "+a +b +b, a b",
      "+a -b, a",
      "+a +b <a, a",
      "+a +b <a +c, a c",
      "+a +b +c <a, a",
      "+a +b +c <b <a, a",
      "+a +b +a, a b a",
      "+a +b +a <b, a b",
      "+a +b +a <b <a, a",
      "+a +b -<a, a b",
      "<x, x",
      "+a <x, a x",
    })
    @DisplayName("deployments on top, what a rollback left away again, failures not at all")
    void stack(String runs, String served) throws HostFailure {
      for (String run : runs.isEmpty() ? new String[0] : runs.split(" ")) {
        boolean ok = !run.startsWith("-");
        String action = run.contains("<") ? "rollback" : "deploy";
        history.append(entry(action, ok, run.replaceAll("[-+<]", "")), Durability.DISK);
      }
      assertEquals(served, String.join(" ", history.served()));
    }
  }
}
