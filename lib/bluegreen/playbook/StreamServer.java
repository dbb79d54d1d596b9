package bluegreen.playbook;

import java.nio.file.Path;

/** Any TCP protocol: a server of ours in the stream block of the user's own nginx. */
public record StreamServer(Path file) implements Playbook.Target {
  /** What brings nginx's stream module. */
  public static final String PACKAGES =
      "libnginx-mod-stream on Debian and Ubuntu, nginx-mod-stream on Amazon Linux and RHEL";
}
