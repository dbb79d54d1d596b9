package bluegreen.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.zeroturnaround.exec.ProcessExecutor;

/**
 * A user of this machine without any rights, for one test. Only root can make one: without root it
 * is the user that runs the tests.
 */
public final class OtherUser implements AutoCloseable {
  private final String name;
  private final boolean made;

  private OtherUser(String name, boolean made) {
    this.name = name;
    this.made = made;
  }

  /** A user with that folder as the home, which is created; those above it are opened. */
  public static OtherUser withHome(Path home) {
    try {
      Files.createDirectories(home);
      String self = System.getProperty("user.name");
      if (!self.equals("root")) {
        return new OtherUser(self, false);
      }
      String name = "bluegreen-" + ProcessHandle.current().pid();
      Builds.tool(
          new ProcessExecutor(
              "useradd", "--no-create-home", "--home-dir", "" + home, "--shell", "/bin/sh", name));
      OtherUser user = new OtherUser(name, true);
      Builds.tool(new ProcessExecutor("chown", name, home.toString()));
      Builds.tool(new ProcessExecutor("chmod", "go+x", home.getParent().toString()));
      return user;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The login name. */
  public String name() {
    return name;
  }

  /** Removes the user, whatever still runs as it. */
  @Override
  public void close() {
    if (made) {
      try {
        Builds.tool(new ProcessExecutor("userdel", "--force", name));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
