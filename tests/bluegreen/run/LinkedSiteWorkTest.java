package bluegreen.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bluegreen.host.Accounts;
import bluegreen.host.Trail.Link;
import bluegreen.nginx.SiteLinks;
import bluegreen.plan.NginxAction.RemoveNginxFile;
import bluegreen.plan.NginxAction.RenameNginxFile;
import bluegreen.plan.NginxAction.WriteNginxFile;
import bluegreen.playbook.Slot;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Work on a site file whose name is a link")
class LinkedSiteWorkTest extends NginxBed {
  private static final int STRANGER = 54321;

  private Path file;
  private String old;
  private List<Link> links;

  @BeforeEach
  void link() throws Exception {
    Path folder = bench.site.getParent().toRealPath();
    Path available = Files.createDirectories(folder.resolve("available"));
    file = available.resolve("shop");
    old = Files.readString(bench.site);
    Files.move(bench.site, file);
    Files.createSymbolicLink(bench.site, Path.of("available/shop"));
    links = List.of(new Link(folder.resolve("site.conf"), Path.of("available/shop")));
  }

  private WriteNginxFile write(Optional<String> before, String text) {
    return new WriteNginxFile(bench.site, before, text, true);
  }

  private void assertAsBefore() throws Exception {
    assertLinked();
    assertEquals(old, Files.readString(file));
  }

  private void assertLinked() throws Exception {
    assertEquals(Path.of("available/shop"), Files.readSymbolicLink(bench.site));
  }

  @Test
  @DisplayName("writes what the link leads to, in its own folder, and the link stays")
  void written() throws Exception {
    String text = bench.rendered(Slot.GREEN);
    work.writeNginxFile(write(Optional.of(old), text));
    assertLinked();
    assertEquals(text, Files.readString(file));
    assertTrue(files().contains("wrote run/available/shop"), () -> "" + files());
  }

  @Test
  @DisplayName("puts it back through the link, at once and after a failed run")
  void putBack() throws Exception {
    failure(() -> work.writeNginxFile(write(Optional.of(old), "BROKEN\n")));
    assertAsBefore();
    work.writeNginxFile(write(Optional.of(old), bench.rendered(Slot.GREEN)));
    assertEquals(Outcome.FAILED, bench.undo.after(bench.plan()));
    assertAsBefore();
  }

  @Test
  @DisplayName("leaves a link that led to nothing as it was where nginx refuses what it got")
  void dangling() throws Exception {
    Files.delete(file);
    failure(() -> work.writeNginxFile(write(Optional.empty(), "BROKEN\n")));
    assertLinked();
    assertFalse(Files.exists(file));
    work.writeNginxFile(write(Optional.empty(), old));
    assertAsBefore();
  }

  @Test
  @DisplayName("gives it a new name over a link of that name, and takes that back")
  void renamed() throws Exception {
    Files.delete(file);
    Path former = Files.writeString(bench.site.resolveSibling("former.conf"), old);
    work.renameNginxFile(new RenameNginxFile(former, bench.site));
    assertAsBefore();
    Files.move(file, former);
    Path bad = Files.writeString(bench.site.resolveSibling("bad.conf"), "BROKEN\n");
    failure(() -> work.renameNginxFile(new RenameNginxFile(former, bench.site)));
    assertLinked();
    assertEquals(old, Files.readString(former));
    assertFalse(Files.exists(file));
    Files.delete(bad);
  }

  @Test
  @DisplayName("takes the link away before the file, and puts both back where nginx needs them")
  void removed() throws Exception {
    Path bad = Files.writeString(bench.site.resolveSibling("bad.conf"), "BROKEN\n");
    failure(() -> work.removeNginxFile(new RemoveNginxFile(file, old, links)));
    assertAsBefore();
    Files.delete(bad);
    bench.heard.all.clear();
    work.removeNginxFile(new RemoveNginxFile(file, old, links));
    assertEquals(List.of("removed run/site.conf", "removed run/available/shop"), files());
    assertFalse(Files.exists(bench.site, LinkOption.NOFOLLOW_LINKS));
    assertFalse(Files.exists(file));
  }

  @Test
  @DisplayName("has link and file as they were after a removal that nginx has not taken in")
  void removalUndone() throws Exception {
    work.removeNginxFile(new RemoveNginxFile(file, old, links));
    assertEquals(Outcome.FAILED, bench.undo.after(bench.plan()));
    assertAsBefore();
  }

  @Test
  @DisplayName("follows no link that another user could lead elsewhere")
  void strangers() throws Exception {
    assumeTrue(Accounts.areRoot(), "only root can give links away");
    Files.setAttribute(bench.site, "unix:uid", STRANGER, LinkOption.NOFOLLOW_LINKS);
    String text = bench.rendered(Slot.GREEN);
    String message = failure(() -> work.writeNginxFile(write(Optional.of(old), text)));
    String end = bench.site.toRealPath() + "; " + links.get(0).path() + " belongs to " + STRANGER;
    assertEquals(
        "nginx.site: "
            + bench.site
            + " is a link to "
            + end
            + ", and so others could have another file written: chown -h root: "
            + links.get(0).path(),
        message);
    assertAsBefore();
  }

  @Test
  @DisplayName("is seen with all links to it in nginx's configuration, the first of a chain first")
  void seen() throws Exception {
    Files.writeString(
        bench.site.resolveSibling("nginx.conf"), "events {}\nhttp { include enabled/*; }\n");
    Path enabled = Files.createDirectories(file.resolveSibling("../enabled").normalize());
    Files.createSymbolicLink(enabled.resolve("shop"), Path.of("../site.conf"));
    Files.createSymbolicLink(enabled.resolve("other"), Path.of("../nginx.conf"));
    Files.createSymbolicLink(enabled.resolve("own"), file);
    bench.master.end();
    SiteLinks seen = bench.nginx.observe().links();
    assertEquals(file, seen.file());
    assertEquals(
        List.of(
            new Link(enabled.resolve("shop"), Path.of("../site.conf")),
            links.get(0),
            new Link(enabled.resolve("own"), file)),
        seen.links());
    assertEquals(Optional.empty(), seen.closed());
  }
}
