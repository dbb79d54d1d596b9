package bluegreen.nginx;

import bluegreen.playbook.Playbook;
import bluegreen.state.AppDir;
import bluegreen.state.Layout;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The file that the app's last deployment has put its site into, where that is another one than the
 * playbook's and is still there.
 *
 * @param turned whether it is in public and the playbook's is behind, or the other way round
 */
record FormerSite(Path file, boolean turned) {

  /** The one of an app; empty where its site is where the playbook says. */
  static Optional<FormerSite> of(Playbook playbook, AppDir dir) {
    Path wanted = playbook.nginx().target().file();
    String app = playbook.app().name();
    boolean behind = playbook.nginx().behind().isPresent();
    return Layout.read(dir)
        .filter(was -> !was.site().equals(wanted) && !isOf(wanted, app, dir))
        .filter(was -> isOf(was.site(), app, dir))
        .map(was -> new FormerSite(was.site(), was.behind().isPresent() != behind));
  }

  private static boolean isOf(Path site, String app, AppDir dir) {
    try {
      String text = new String(Files.readAllBytes(site), StandardCharsets.UTF_8);
      boolean inStream = text.contains("\n# bluegreen: folder=" + dir.live() + "\n");
      return (inStream || text.contains(dir.closingMarker().toString())) // By whichever switch.
          && SiteFile.read(text).filter(r -> r.app().equals(app)).isPresent();
    } catch (IOException e) {
      return false;
    }
  }
}
