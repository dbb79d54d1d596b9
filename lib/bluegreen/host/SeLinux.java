package bluegreen.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Whether SELinux decides who may look into a folder, whatever its permissions are. */
public final class SeLinux {
  /** Holds 1 where it enforces what it decides. */
  private static final Path ENFORCE = Path.of("/sys/fs/selinux/enforce");

  /** What nginx may read under the policy of Red Hat, Fedora and Amazon Linux. */
  private static final String READABLE = "httpd_sys_content_t";

  private final Commands commands;
  private final Path enforce;

  /** This machine's. */
  public SeLinux(Commands commands) {
    this(commands, ENFORCE);
  }

  SeLinux(Commands commands, Path enforce) {
    this.commands = commands;
    this.enforce = enforce;
  }

  /**
   * What is to be done so that nginx may read a folder, a command a line; empty where SELinux is
   * not there, enforces nothing, or lets nginx read it.
   */
  public Optional<String> advice(Path folder) throws InterruptedException {
    try {
      if (!Files.readString(enforce).strip().equals("1")) {
        return Optional.empty();
      }
      String label =
          commands.run(Command.of("stat", "--format=%C", folder.toString())).stdout().strip();
      return label.contains(":" + READABLE + ":")
          ? Optional.empty()
          : Optional.of(advice(folder, label));
    } catch (IOException | HostFailure e) {
      return Optional.empty();
    }
  }

  private static String advice(Path folder, String label) {
    return ("SELinux is enforcing, and %s has the label %s, which nginx may not be allowed to"
            + " read:\n"
            + "  semanage fcontext -a -t %s '%s(/.*)?' && restorecon -R %s\n"
            + "or, until the next relabelling:\n"
            + "  chcon -R -t %s %s")
        .formatted(folder, label, READABLE, folder, folder, READABLE, folder);
  }
}
