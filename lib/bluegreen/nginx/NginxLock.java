package bluegreen.nginx;

import bluegreen.host.Accounts;
import bluegreen.host.Busy;
import bluegreen.host.Command;
import bluegreen.host.Commands;
import bluegreen.host.Held;
import bluegreen.host.HostFailure;
import bluegreen.host.Interruption;
import bluegreen.host.Lock;
import bluegreen.host.Processes;
import bluegreen.playbook.Playbook.Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One lock on an nginx's configuration, for all who may change it. Root, and whoever has sudo for
 * it, takes it on a folder that nobody else can open, as whoever may open a file may lock it; a
 * process of root's holds it, which ends with us. Whoever has an nginx of one's own takes it on a
 * file beside its configuration.
 */
public final class NginxLock {
  private static final Path RUN = Path.of("/run");
  private static final Duration POLL = Duration.ofMillis(100);
  private static final int MOST_LETTERS = 200;
  private static final int MOST_FAILURES = 3;

  private final Server nginx;
  private final Commands commands;
  private final Processes processes;
  private final Duration patience;

  NginxLock(Server nginx, Commands commands, Processes processes, Duration patience) {
    this.nginx = nginx;
    this.commands = commands;
    this.processes = processes;
    this.patience = patience;
  }

  /** Something that is given back. */
  private interface Taken {
    void close();
  }

  private boolean isRoots() {
    return nginx.sudo() || Accounts.areRoot();
  }

  /** What the lock is on. */
  public static Path place(Server nginx, boolean roots) {
    if (!roots) {
      return nginx.conf().resolveSibling(".bluegreen-lock");
    }
    String name = real(nginx.conf()).toString().replaceAll("[^A-Za-z0-9.]+", "-");
    return RUN.resolve("bluegreen" + name.substring(Math.max(0, name.length() - MOST_LETTERS)));
  }

  private static Path real(Path file) {
    try {
      return file.toRealPath();
    } catch (IOException e) {
      return file;
    }
  }

  /** What root is asked to do for it: to have the folder, and to hold the lock on it. */
  static List<Command> commands(Server nginx) {
    Path folder = place(nginx, true);
    String[] sudo = nginx.sudo() ? new String[] {"sudo", "-n"} : new String[0];
    return List.of(
        Command.of(sudo).and("mkdir", "-p", "-m", "0700", folder.toString()),
        // In a group of its own, so that Ctrl-C does not end it before we are done.
        Command.of(sudo).and("flock", "-n", folder.toString(), "timeout", "3600", "cat"));
  }

  /**
   * Does some work while nobody else does any on this configuration.
   *
   * @throws Busy where another one works on it for longer than we wait
   */
  <E extends Exception> void during(Nginx.ConfigurationWork<E> work)
      throws E, HostFailure, InterruptedException {
    Taken taken = take();
    try {
      work.run();
    } finally {
      taken.close();
    }
  }

  private Taken take() throws HostFailure, InterruptedException {
    return isRoots() ? takeAsRoot() : takeOwn();
  }

  private Taken takeOwn() throws HostFailure, InterruptedException {
    Path file = place(nginx, false);
    if (!Files.isWritable(file.getParent())) {
      return () -> {}; // Nothing there is ours to change.
    }
    Lock lock = Lock.take(file, patience).orElseThrow(this::busy);
    return () -> {
      try {
        Files.deleteIfExists(file); // Whoever waits for it looks whether it has its name still.
      } catch (IOException e) {
        // It stays, and is empty.
      } finally {
        lock.close();
      }
    };
  }

  private Taken takeAsRoot() throws HostFailure, InterruptedException {
    List<Command> asked = commands(nginx);
    Commands.Result made = commands.run(asked.get(0));
    if (!made.ok()) {
      throw new HostFailure("cannot lock nginx's configuration:\n" + made.output().strip());
    }
    long deadline = System.nanoTime() + patience.toNanos();
    for (int failures = 0; ; ) {
      Held held = commands.hold(asked.get(1));
      if (held.holds()) {
        return held::close;
      }
      held.close();
      failures += isHeld() ? 0 : 1; // It may just have been given back.
      if (failures > MOST_FAILURES && !held.said().isEmpty()) {
        throw new HostFailure("cannot lock nginx's configuration:\n" + held.said());
      }
      if (!isReleased(deadline)) {
        throw busy();
      }
    }
  }

  private Busy busy() {
    String holder = holder().map(Lock.Holder::describe).orElse("one that we cannot see");
    return new Busy(
        "another deployment works on nginx's configuration ("
            + nginx.conf()
            + "): "
            + holder
            + "; run this again when it is done");
  }

  /** Waits until nobody holds it; false where that takes too long. */
  private boolean isReleased(long deadline) throws InterruptedException {
    do {
      if (System.nanoTime() >= deadline) {
        return false;
      }
      Interruption.sleep(POLL);
    } while (isHeld());
    return true;
  }

  /** Whether somebody has it now. */
  boolean isHeld() {
    return Lock.holder(place(nginx, isRoots())).isPresent();
  }

  /**
   * Whether somebody has it, and gives it back soon: what nginx says meanwhile may be of what is
   * only being tried out.
   */
  boolean wasHeld() throws InterruptedException {
    return isHeld() && isReleased(System.nanoTime() + patience.toNanos());
  }

  /** The deployment that has it, and not the process that holds it for that one. */
  public Optional<Lock.Holder> holder() {
    return Lock.holder(place(nginx, isRoots())).map(this::deployment);
  }

  private Lock.Holder deployment(Lock.Holder holder) {
    Optional<Processes.Info> process = processes.find(holder.pid());
    while (process.filter(p -> p.command().matches("(\\S*/)?(flock|sudo) .*")).isPresent()) {
      process = processes.find(process.get().parent());
    }
    return process.map(p -> Lock.Holder.of(p)).orElse(holder);
  }
}
