package bluegreen.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.host.Trail.Link;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A file's name")
class TrailTest {
  @TempDir Path temporary;
  private Path folder;

  @BeforeEach
  void make() throws Exception {
    folder = temporary.toRealPath();
    Files.createDirectories(folder.resolve("a/b"));
  }

  private Link link(String name, String to) throws Exception {
    Path path = Files.createSymbolicLink(folder.resolve(name), Path.of(to));
    return new Link(path, Path.of(to));
  }

  @Test
  @DisplayName("that is no link leads to itself, be it there or not")
  void plain() {
    Path file = folder.resolve("none/file");
    assertEquals(new Trail(List.of(), file), Trail.of(file));
  }

  @Test
  @DisplayName("leads over every link to a file that need not be there")
  void chain() throws Exception {
    Link second = link("a/second", "b/file");
    Link first = link("first", "a/second");
    assertEquals(
        new Trail(List.of(first, second), folder.resolve("a/b/file")), Trail.of(first.path()));
    assertFalse(Trail.of(first.path()).isEndless());
  }

  @Test
  @DisplayName("leads to where the kernel goes, through folders that are links and up from them")
  void up() throws Exception {
    link("enabled", "a/b");
    Link site = new Link(folder.resolve("a/b/site"), Path.of("../site"));
    Files.createSymbolicLink(site.path(), site.to());
    Files.writeString(folder.resolve("a/site"), "");
    Path name = folder.resolve("enabled/site");
    assertEquals(new Trail(List.of(site), folder.resolve("a/site")), Trail.of(name));
    assertEquals(name.toRealPath(), Trail.of(name).end());
  }

  @Test
  @DisplayName("into a folder that is not there leads to a file in it")
  void nowhere() throws Exception {
    Link link = link("link", "none/file");
    assertEquals(new Trail(List.of(link), folder.resolve("none/file")), Trail.of(link.path()));
  }

  @Test
  @DisplayName("that leads to itself has no end")
  void circle() throws Exception {
    link("one", "two");
    link("two", "one");
    assertTrue(Trail.of(folder.resolve("one")).isEndless());
  }
}
