package bluegreen.nginx;

import bluegreen.host.Command;
import bluegreen.host.Commands;
import bluegreen.host.HostFailure;
import bluegreen.nginx.conf.Configuration;
import bluegreen.playbook.Playbook.Server;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * Asks the user's own nginx in front of ours what it makes of its files.
 *
 * @param reached whether somebody answers visitors
 * @param reads whether it is to read its files anew, and so whether it would is of interest
 */
record FrontTrial(
    Server nginx,
    NginxWriter writer,
    NginxLock lock,
    Commands commands,
    Reached reached,
    boolean reads)
    implements FrontProcess.Asked {
  private static final int TRIES = 2;

  /** A look whether somebody answers. */
  interface Reached {
    /** Looks. */
    boolean now() throws HostFailure, InterruptedException;
  }

  @Override
  public boolean answers() throws HostFailure, InterruptedException {
    return reached.now();
  }

  /** What another app's run is only trying out is no problem of this one's. */
  @Override
  public Optional<String> refusal() throws HostFailure, InterruptedException {
    if (!reads) {
      return Optional.empty();
    }
    Command line = new NginxCommands(nginx, Optional.empty()).test();
    try {
      Commands.Result test = writer.dumped(line);
      for (int i = 1;
          i < TRIES && !test.ok() && !Nginx.isSlow(test.stderr()) && lock.wasHeld();
          i++) {
        test = writer.dumped(line);
      }
      return test.ok() ? Optional.empty() : Optional.of(writer.said(test));
    } catch (HostFailure e) { // There is no sudo.
      return Optional.of(e.getMessage());
    }
  }

  @Override
  public Optional<String> atStart(Configuration configuration, String build)
      throws InterruptedException {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    return new StartTrial(nginx, build, true, Optional.empty(), temporary, commands)
        .refusal(configuration, Set.of());
  }
}
