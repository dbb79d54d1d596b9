package bluegreen.nginx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.host.AtomicFiles;
import bluegreen.host.Commands;
import bluegreen.host.HostFailure;
import bluegreen.host.Processes;
import bluegreen.host.Trace;
import bluegreen.playbook.Slot;
import bluegreen.state.AppDir;
import bluegreen.testing.SmallDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The markers before a reload")
class ClosingTest {
  private static final Duration SOFT = Duration.ofMillis(1);

  /** A number that no account has. */
  private static final long NOBODY = 60999;

  @TempDir private Path folder;
  private final Processes processes = new Processes();
  private AppDir shop;
  private AppDir store;
  private Closing closing;

  @BeforeEach
  void prepare() throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    shop = app("shop");
    store = app("store");
    closing =
        new Closing(
            shop,
            new Commands(Trace.SILENT),
            new AtomicFiles(Trace.SILENT),
            processes,
            Duration.ZERO);
  }

  private AppDir app(String name) throws IOException {
    AppDir dir = new AppDir(folder.resolve(name));
    Files.createDirectories(dir.live());
    return dir;
  }

  /** As nginx's configuration has it. */
  private List<LoadedSite> sites(AppDir... apps) throws IOException {
    StringBuilder conf = new StringBuilder("http {\n");
    for (AppDir app : apps) {
      String name = app.root().getFileName().toString();
      Path site = folder.resolve(name + ".conf");
      Files.writeString(
          site,
          "# bluegreen: app=%s switch=live active=marker blue=8081 green=8082 configuration=0\n"
                  .formatted(name)
              + "server { location / { if (-f \"%s\") { return 596; } } }\n"
                  .formatted(app.closingMarker()));
      conf.append("include ").append(site).append(";\n");
    }
    Files.writeString(folder.resolve("nginx.conf"), conf + "}\n");
    return LoadedSite.inFiles(folder.resolve("nginx.conf"));
  }

  private List<Path> there() {
    return Stream.of(shop, store).map(AppDir::closingMarker).filter(Files::exists).toList();
  }

  @Test
  @DisplayName("are put for every site of ours in that nginx, and taken away when it is done")
  void all() throws Exception {
    List<Path> others = closing.others(sites(shop, store));
    assertEquals(List.of(store.closingMarker()), others);
    List<Path> during = new ArrayList<>();
    closing.during(SOFT, others, () -> during.addAll(there()));
    assertEquals(List.of(shop.closingMarker(), store.closingMarker()), during);
    assertEquals(List.of(), there());
    closing.during(Duration.ZERO, others, () -> assertEquals(List.of(), there()));
  }

  @Test
  @DisplayName("are taken away where the reload fails, and where we are told to stop")
  void stopped() throws Exception {
    List<Path> others = closing.others(sites(shop, store));
    assertThrows(
        HostFailure.class,
        () ->
            closing.during(
                SOFT,
                others,
                () -> {
                  throw new HostFailure("refused");
                }));
    assertEquals(List.of(), there());
    Thread.currentThread().interrupt();
    assertThrows(
        InterruptedException.class, () -> closing.during(Duration.ofMinutes(10), others, () -> {}));
    assertEquals(List.of(), there());
  }

  @Test
  @DisplayName("need no room on a full disk where a slot has served, which stays known")
  void full() throws Exception {
    try (SmallDisk disk = SmallDisk.on(shop.live())) {
      Files.createFile(shop.greenMarker());
      Files.createFile(shop.servedMarker(Slot.GREEN));
      disk.leaveFiles(0);
      closing.during(
          SOFT,
          List.of(),
          () -> {
            assertEquals(List.of(shop.closingMarker()), there());
            assertFalse(Files.exists(shop.servedMarker(Slot.GREEN)));
          });
      assertTrue(Files.exists(shop.servedMarker(Slot.GREEN)));
      assertEquals(List.of(), there());
      Files.delete(shop.servedMarker(Slot.GREEN));
      Files.createFile(shop.servedMarker(Slot.BLUE)); // It is needed meanwhile: green may fail.
      assertThrows(HostFailure.class, () -> closing.during(SOFT, List.of(), () -> {}));
    }
  }

  @Test
  @DisplayName("of a run that was killed are seen, our own and others', and can be taken away")
  void left() throws Exception {
    List<Path> others = closing.others(sites(shop, store));
    assertEquals(List.of(), closing.left(others));
    Files.createFile(store.closingMarker());
    assertEquals(List.of(store.closingMarker()), closing.left(others));
    assertEquals(List.of(), closing.left(List.of()));
    Files.createFile(shop.closingMarker());
    assertEquals(there(), closing.left(others));
    assertTrue(Closing.isMarker(store.closingMarker()));
    closing.take(others);
    assertEquals(List.of(shop.closingMarker()), there());
  }

  @Test
  @DisplayName("are nothing to fail for where an app is not ours to touch, or its folder is gone")
  void outOfReach() throws Exception {
    List<Path> others = closing.others(sites(shop, store));
    Files.delete(store.live());
    List<Path> during = new ArrayList<>();
    closing.during(SOFT, others, () -> during.addAll(there()));
    assertEquals(List.of(shop.closingMarker()), during);
    assertEquals(List.of(), closing.others(sites(shop, store)));
    Files.createSymbolicLink(store.live(), folder);
    assertEquals(List.of(), closing.others(sites(shop, store)), "a link to elsewhere");
  }

  @Test
  @DisplayName("in another user's folder are put and taken by root as that user, whoever he is")
  void another() throws Exception {
    if (processes.ownUser() != 0) {
      Path roots = Path.of("/proc"); // Whoever we are, it is not ours.
      assertEquals(List.of(), closing.others(sites(new AppDir(roots))));
      return;
    }
    Files.setAttribute(store.live(), "unix:uid", (int) NOBODY);
    List<Path> others = closing.others(sites(shop, store));
    List<Object> owners = new ArrayList<>();
    closing.during(SOFT, others, () -> owners.add(owner(store.closingMarker())));
    assertEquals(List.of((int) NOBODY), owners);
    assertEquals(List.of(), there());
    // What he puts in its place is followed with his rights alone.
    Files.delete(store.live());
    Path closed = Files.createDirectory(folder.resolve("closed"));
    Files.createSymbolicLink(store.live(), closed);
    closing.during(SOFT, others, () -> assertEquals(1, there().size()));
    try (Stream<Path> in = Files.list(closed)) {
      assertEquals(List.of(), in.toList());
    }
  }

  private static Object owner(Path file) {
    try {
      return Files.getAttribute(file, "unix:uid");
    } catch (IOException e) {
      return e;
    }
  }
}
