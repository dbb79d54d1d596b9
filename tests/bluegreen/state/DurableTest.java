package bluegreen.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.host.AtomicFiles;
import bluegreen.host.Disk;
import bluegreen.host.Trace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A power cut")
class DurableTest {
  @TempDir Path temporary;

  @Test
  @DisplayName(
      "finds no release of which a part is missing: all is on the disk before it has a name")
  void release() throws Exception {
    AppDir dir = Folder.in(temporary);
    Path jar = Files.writeString(temporary.resolve("shop.jar"), "one");
    Release release =
        new Releases(dir).of("1", Artifact.read(jar), new LocalFiles(jar, "app.files", dir));
    Disk disk =
        new Disk(dir.releases(), () -> Files.exists(release.folder()) ? "named" : "nameless");
    new Releases(dir)
        .store(
            release,
            new LocalFiles(jar, "app.files", dir),
            OptionalInt.empty(),
            new AtomicFiles(Trace.SILENT, disk));
    String half = ".bluegreen-tmp-" + release.id();
    assertEquals(half + "/app/shop.jar nameless", disk.forced.get(0));
    assertEquals(" named", disk.forced.get(disk.forced.size() - 1));
    assertTrue(
        disk.forced.subList(0, disk.forced.size() - 1).stream()
            .allMatch(f -> f.endsWith(" nameless")),
        disk.forced::toString);
  }

  @Test
  @DisplayName("finds in the history what was appended to it")
  void history() throws Exception {
    AppDir dir = Folder.in(temporary);
    Disk disk = new Disk(dir.root(), () -> String.valueOf(Files.size(dir.history()) > 0));
    new History(dir)
        .append(
            new History.Entry(
                "",
                Instant.EPOCH,
                "deploy",
                true,
                true,
                "1",
                "r1",
                "",
                "blue",
                8081,
                0,
                0,
                "",
                "",
                Optional.empty(),
                Map.of()),
            disk);
    assertEquals(List.of("history.jsonl true"), disk.forced);
  }
}
