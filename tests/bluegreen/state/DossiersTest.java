package bluegreen.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.host.AtomicFiles;
import bluegreen.host.Durability;
import bluegreen.host.HostFailure;
import bluegreen.host.Trace;
import bluegreen.state.Dossiers.Dossier;
import bluegreen.state.Proceedings.Change;
import bluegreen.state.Proceedings.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The evidence of a deployment")
class DossiersTest {
  private static final Instant AT = Instant.parse("2026-03-01T12:00:00Z");

  @TempDir Path temporary;
  private AppDir dir;
  private Dossiers dossiers;
  private final AtomicFiles files = new AtomicFiles(Trace.SILENT, (channel, path) -> {});

  @BeforeEach
  void open() throws HostFailure {
    dir = Folder.in(temporary);
    dossiers = new Dossiers(dir);
  }

  private static Dossier dossier(String id, String release, String message) {
    History.Entry entry =
        new History.Entry(
            id,
            AT,
            "deploy",
            false,
            false,
            release,
            release,
            "1",
            "green",
            8082,
            0.84,
            5100,
            "deployer",
            message,
            Optional.of(
                new Traffic(
                    Optional.empty(),
                    "",
                    Optional.of(new Traffic.Probe("http://127.0.0.1/", 118, 1, 2, List.of(), "")))),
            Map.of("deployment_id", "d-1"));
    Stage stage =
        new Stage(
            "switch",
            "failed",
            message,
            1200,
            0.84,
            List.of("its last words: " + message),
            List.of("switched back"),
            List.of(new Change("/etc/nginx/site.conf", List.of("@@ -1 +1 @@", "-a", "+b"))));
    Series series =
        new Series(
            50,
            List.of(new Series.Point(AT.toEpochMilli(), "", 3, 1, 0, 1.5, 2, 2.5)),
            List.of(new Series.Failure(AT, "", "", 502, true, "switch", message)));
    return new Dossier(
        "shop", entry, new Proceedings(AT, List.of(stage), Map.of(Series.PROBE, series)));
  }

  private void write(Dossier dossier) throws HostFailure {
    new History(dir).append(dossier.entry(), Durability.DISK);
    dossiers.write(dossier, UnaryOperator.identity(), files);
  }

  private static String id(int i) {
    return "20260301-%06d".formatted(i);
  }

  private List<String> kept() throws IOException {
    try (var all = Files.list(dir.evidence())) {
      return all.map(p -> p.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  @DisplayName("gives back what was written, to the app's owner and his group alone")
  void roundTrip() throws Exception {
    Dossier dossier = dossier("20260301-120000", "2", "502");
    write(dossier);
    assertEquals(Optional.of(dossier), dossiers.read("20260301-120000"));
    Path file = dir.evidence().resolve("20260301-120000.json");
    assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    assertEquals(
        "rwxr-x---", PosixFilePermissions.toString(Files.getPosixFilePermissions(dir.evidence())));
  }

  @Test
  @DisplayName("holds no secret, wherever one was said")
  void veiled() throws Exception {
    dossiers.write(
        dossier("20260301-120000", "2", "hunter2 \"quoted\""),
        text -> text.replace("hunter2 \"quoted\"", "********"),
        files);
    String text = Files.readString(dir.evidence().resolve("20260301-120000.json"));
    assertFalse(text.contains("hunter2"), text);
    assertTrue(text.contains("its last words: ********"), text);
  }

  @Test
  @DisplayName("has no endless lines")
  void shortened() throws Exception {
    write(dossier("20260301-120000", "2", "x".repeat(100_000)));
    assertTrue(Files.size(dir.evidence().resolve("20260301-120000.json")) < 20_000);
  }

  @Test
  @DisplayName("is kept of the last twenty, and of each stored release")
  void pruned() throws Exception {
    String digest = "0".repeat(64);
    Path release = Files.createDirectories(dir.releases().resolve("kept"));
    Files.writeString(
        release.resolve("release.json"),
        "{\"version\":\"1\",\"digest\":\"" + digest + "\",\"content\":\"x.jar\"}");
    String kept = new Releases(dir).all().get(0).id();
    write(dossier(id(1), kept, ""));
    write(dossier(id(2), kept, ""));
    for (int i = 3; i <= 30; i++) {
      write(dossier(id(i), "gone", ""));
    }
    List<String> names = kept();
    assertEquals(Dossiers.MOST + 1, names.size());
    assertEquals(List.of(id(2) + ".json", id(11) + ".json"), names.subList(0, 2));
    assertEquals(id(30) + ".json", names.get(names.size() - 1));
  }

  @Test
  @DisplayName(
      "of the last deployment is kept although the clock was set back, as are others' files")
  void clockSetBack() throws Exception {
    for (int i = 100; i < 100 + Dossiers.MOST; i++) {
      write(dossier(id(i), "a", ""));
    }
    Files.writeString(dir.evidence().resolve("mine.json"), "{}");
    write(dossier(id(1), "a", ""));
    assertTrue(kept().contains(id(1) + ".json"));
    assertFalse(kept().contains(id(100) + ".json"));
    assertTrue(kept().contains("mine.json"));
  }

  @Test
  @DisplayName("is nothing where there is none, where the id is none of ours, or it was cut short")
  void none() throws Exception {
    write(dossier("20260301-120000", "2", "502"));
    Path file = dir.evidence().resolve("20260301-120000.json");
    assertEquals(Optional.empty(), dossiers.read("20260301-120001"));
    assertEquals(Optional.empty(), dossiers.read("../evidence/20260301-120000"));
    Files.writeString(file, Files.readString(file).substring(0, 100));
    assertEquals(Optional.empty(), dossiers.read("20260301-120000"));
  }

  @Test
  @DisplayName("that cannot be written is told")
  void unwritable() throws Exception {
    Files.writeString(dir.evidence(), "");
    HostFailure failure =
        assertThrows(HostFailure.class, () -> write(dossier("20260301-120000", "2", "")));
    assertTrue(failure.getMessage().contains(dir.evidence().toString()), failure.getMessage());
  }
}
