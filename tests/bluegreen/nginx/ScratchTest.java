package bluegreen.nginx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.host.Processes;
import bluegreen.host.Processes.Id;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A folder for a trial")
class ScratchTest {
  @TempDir Path parent;

  @Test
  @DisplayName("is gone when it is closed, with all that is in it and nothing that a link leads to")
  void gone() throws Exception {
    Path kept = Files.createDirectory(parent.resolve("kept"));
    try (Scratch scratch = Scratch.in(parent)) {
      Files.createDirectories(scratch.folder().resolve("a/b"));
      Files.createSymbolicLink(scratch.folder().resolve("a/link"), kept);
      Files.createSymbolicLink(scratch.folder().resolve("nowhere"), parent.resolve("none"));
    }
    assertEquals(List.of(kept), all());
  }

  @Test
  @DisplayName("takes with it what a process has left that is gone, and nobody else's")
  void leftBehind() throws Exception {
    Id own = new Processes().find(ProcessHandle.current().pid()).orElseThrow().id();
    try (Scratch mine = Scratch.in(parent)) {
      String name = mine.folder().getFileName().toString();
      String started = "-" + Long.toString(own.startTicks(), 36) + "-";
      assertTrue(name.contains(started), name);
      Path left = parent.resolve(name.replace(started, "-1-"));
      Files.createDirectories(left.resolve("root/etc"));
      List<Path> others =
          List.of(
              parent.resolve(name.replaceFirst("trial-\\w+-", "trial-1-").replace(started, "-1-")),
              parent.resolve("bluegreen-trial-mine"),
              parent.resolve("else"));
      for (Path other : others) {
        Files.createDirectory(other);
      }
      Path old = parent.resolve(name.replaceFirst("trial-\\w+-", "trial-2-"));
      Files.createDirectory(old);
      Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
      Scratch.in(parent).close();
      assertEquals(
          Stream.concat(Stream.of(mine.folder()), others.stream()).sorted().toList(), all());
    }
  }

  private List<Path> all() throws Exception {
    try (Stream<Path> all = Files.list(parent)) {
      return all.sorted().toList();
    }
  }
}
