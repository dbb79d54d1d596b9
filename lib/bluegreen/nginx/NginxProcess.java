package bluegreen.nginx;

import bluegreen.host.Accounts;
import bluegreen.host.Commands;
import bluegreen.host.HostFailure;
import bluegreen.host.Processes;
import bluegreen.nginx.conf.Configuration;
import bluegreen.playbook.Playbook;
import bluegreen.state.AppDir;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The process of a playbook's nginx: which program it is, who it runs as, whether it runs. */
final class NginxProcess {
  private final Playbook playbook;
  private final Commands commands;
  private final Processes processes;
  private final Supplier<Optional<String>> conf;

  /** Whom it runs as: only ours behind another one is ever run as somebody else. */
  private Optional<NginxUser> user = Optional.empty();

  /** What nginx says of its build: asked for once, as a drain looks at its workers all the time. */
  private Optional<String> built = Optional.empty();

  /** Found once: it is looked for in all files. */
  private Optional<Path> pidFile = Optional.empty();

  /**
   * The process of one playbook's nginx.
   *
   * @param conf what its main configuration says
   */
  NginxProcess(
      Playbook playbook, Commands commands, Processes processes, Supplier<Optional<String>> conf) {
    this.playbook = playbook;
    this.commands = commands;
    this.processes = processes;
    this.conf = conf;
  }

  /** What it says of its version and how it was built; empty where it is not installed. */
  Optional<String> build() throws InterruptedException {
    if (built.isEmpty()) {
      try {
        built = Optional.of(commands.run(new NginxCommands(playbook.nginx()).version()).output());
      } catch (HostFailure e) {
        // Not installed, or not yet.
      }
    }
    return built;
  }

  /** Its version; empty where it is not installed. */
  Optional<String> version() throws InterruptedException {
    return build().map(NginxProcess::version);
  }

  private static String version(String build) {
    Matcher version = Pattern.compile("nginx/(\\S+)").matcher(build);
    return version.find() ? version.group(1) : "?";
  }

  /** Whom it is run as; empty where that is whoever we are. */
  Optional<NginxUser> runAs() throws InterruptedException {
    if (playbook.nginx().behind().isPresent() && user.isEmpty() && Accounts.areRoot()) {
      user = Optional.of(NginxUser.of(playbook.app().name(), new Accounts(commands)));
    }
    return user;
  }

  /** What has to be made ready before it can run. */
  List<Room> unready() throws InterruptedException {
    return runAs().stream()
        .flatMap(user -> Room.of(playbook.nginx().server(), playbook.app().name(), user).stream())
        .filter(room -> !room.isReady())
        .toList();
  }

  /** Where its pid is, by a configuration; empty where it is not installed. */
  Optional<Path> pidFile(Optional<Configuration> configuration) throws InterruptedException {
    return build().map(b -> Masters.pidFile(playbook.nginx().server(), configuration, b));
  }

  /** Its master; empty where it does not run. */
  Optional<Processes.Info> master() throws InterruptedException {
    Optional<String> said = conf.get();
    Optional<String> build = said.isPresent() ? build() : Optional.empty();
    if (build.isEmpty()) {
      return Optional.empty();
    }
    Optional<NginxUser> expected = runAs();
    if (pidFile.isEmpty()) {
      // The file itself must not be opened while it is locked.
      Optional<Configuration> read =
          Configuration.ofFiles(playbook.nginx().conf(), bytes(said.get()));
      pidFile = Optional.of(Masters.pidFile(playbook.nginx().server(), read, build.get()));
    }
    return new Masters(processes)
        .find(pidFile.get(), playbook.nginx().server(), build.get())
        .filter(p -> isOurs(p, expected));
  }

  /** A character a byte, as the model has it. */
  private static String bytes(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  /**
   * Whoever runs our own nginx could write another one's pid into its pid file, and anybody can
   * call his process what he likes.
   */
  private boolean isOurs(Processes.Info master, Optional<NginxUser> expected) {
    long uid = processes.user(master.pid()).orElse(-1);
    if (playbook.nginx().behind().isPresent()) {
      return master.command().contains(playbook.nginx().conf().toString())
          && expected.filter(u -> uid != u.uid()).isEmpty();
    }
    return uid == 0 || uid == processes.ownUser();
  }

  /** The nginx of our own between it and the slots. */
  RelayFacts relay(AppDir dir) throws InterruptedException {
    return playbook.nginx().isStream()
        ? new Relay(playbook, dir).observe(commands, processes)
        : RelayFacts.none();
  }

  /** The workers that serve on where its master was killed. */
  List<Processes.Info> leftBehind() throws InterruptedException {
    return new Orphans(playbook, commands, processes).find();
  }

  /** The same of an nginx that is not of our making, where they answer for our site. */
  List<Processes.Info> adrift() {
    return new Orphans(playbook, commands, processes).adrift();
  }

  /** The pids of its workers, those that finish their last requests included. */
  Set<Long> workers() throws InterruptedException {
    return master().map(m -> processes.children(m.pid())).orElse(Set.of());
  }

  /** The pids of those on this machine whose master is gone, be it that they end already. */
  Set<Long> orphans() {
    return new Orphans(playbook, commands, processes).ending();
  }
}
