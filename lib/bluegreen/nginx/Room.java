package bluegreen.nginx;

import bluegreen.host.AtomicFiles;
import bluegreen.host.HostFailure;
import bluegreen.host.Modes;
import bluegreen.playbook.Playbook.Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A folder or file that an nginx of our own finds ready, as root starts it as somebody else. Its
 * logs are in a folder of root's: what root reads there later is no link that nginx's user, or
 * whoever got hold of it, has put there.
 *
 * @param owner the number of its user and its group
 */
public record Room(Path path, boolean isFolder, int mode, long owner) {
  private static final int PERMISSIONS = 0777;

  /** All that an nginx run as that user needs, folders before what is in them. */
  public static List<Room> of(Server nginx, String app, NginxUser user) {
    Path prefix = nginx.prefix().orElseThrow();
    Path logs = prefix.resolve("logs");
    return List.of(
        new Room(logs, true, 0755, 0),
        new Room(logs.resolve("error.log"), false, 0640, user.uid()),
        new Room(TrafficLog.alone(logs, app).file(), false, 0640, user.uid()),
        new Room(logs.resolve("nginx.pid"), false, 0644, user.uid()),
        new Room(prefix.resolve("temp"), true, 0700, user.uid()));
  }

  /** Whether it is there, as it has to be. */
  boolean isReady() {
    try {
      Map<String, Object> seen =
          Files.readAttributes(
              path, "unix:isDirectory,isRegularFile,mode,uid,gid", LinkOption.NOFOLLOW_LINKS);
      return seen.get(isFolder ? "isDirectory" : "isRegularFile").equals(true)
          && ((int) seen.get("mode") & PERMISSIONS) == mode
          && seen.get("uid").equals((int) owner)
          && seen.get("gid").equals((int) owner);
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Makes it so; a file keeps what is in it.
   *
   * @throws HostFailure where something else is in its place that cannot be taken away
   */
  public void make(AtomicFiles files) throws HostFailure {
    if (isFolder) {
      files.folder(path, mode);
    } else {
      if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
        files.remove(path);
      }
      files.create(path, mode);
    }
    try {
      // The mode first: nobody but root may do it for what is another one's by then.
      Modes.permit(path, mode);
      Files.setAttribute(path, "unix:gid", (int) owner, LinkOption.NOFOLLOW_LINKS);
      Files.setAttribute(path, "unix:uid", (int) owner, LinkOption.NOFOLLOW_LINKS);
    } catch (IOException e) {
      throw new HostFailure("cannot give " + path + " to user " + owner + ": " + e);
    }
  }
}
