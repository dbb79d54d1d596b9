package bluegreen.nginx;

import bluegreen.host.Command;
import bluegreen.host.Commands;
import bluegreen.host.HostFailure;
import bluegreen.host.Processes;
import bluegreen.host.Systemd;
import bluegreen.nginx.conf.Configuration;
import bluegreen.nginx.conf.Socket;
import bluegreen.playbook.Playbook.Behind;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The process of the user's own nginx. */
record FrontProcess(
    Behind behind, Commands commands, Processes processes, Optional<Configuration> configuration) {
  /** What there is to ask beside its process, each only where that matters. */
  interface Asked {
    /** Whether somebody answers visitors. */
    boolean answers() throws HostFailure, InterruptedException;

    /** Why it would not take its files; empty where it would, or nobody wants to know. */
    Optional<String> refusal() throws HostFailure, InterruptedException;

    /** Why it would not start; empty where it would, or that cannot be told. */
    Optional<String> atStart(Configuration configuration, String build) throws InterruptedException;
  }

  private NginxCommands lines() {
    return new NginxCommands(behind.front(), Optional.empty());
  }

  private String build() throws HostFailure, InterruptedException {
    return commands.run(lines().version()).output();
  }

  private Path pidFile(String build) {
    return Masters.pidFile(behind.front(), configuration, build);
  }

  /** Its master; empty where it does not run. */
  Optional<Processes.Info> master() throws HostFailure, InterruptedException {
    return master(build());
  }

  private Optional<Processes.Info> master(String build) {
    return new Masters(processes).find(pidFile(build), behind.front(), build);
  }

  /** How it stands. Others' processes may be hidden from us: then nothing is said of it. */
  FrontStanding standing(Orphans orphans, Asked asked) throws HostFailure, InterruptedException {
    Optional<String> build = installed();
    Optional<Processes.Info> master = build.flatMap(this::master);
    boolean seeing = processes.find(1).isPresent();
    if (master.isEmpty() && seeing) {
      String start = Command.shown(lines().start(Systemd.runsThisMachine()).argv());
      List<Processes.Info> workers = orphans.listening(ports());
      if (!workers.isEmpty()) {
        return FrontStanding.masterless(workers, start);
      } else if (!asked.answers()) {
        return FrontStanding.stopped(start, atStart(build, asked));
      }
    }
    Optional<Path> pidFile = build.map(this::pidFile);
    if (master.isPresent() && configuration.isPresent() && !holds(pidFile.get(), master.get())) {
      return FrontStanding.unheard(pidFile.get(), master.get().pid());
    }
    // A test would make the file where there is none.
    return pidFile.filter(Files::exists).isPresent()
        ? FrontStanding.refusing(asked.refusal())
        : FrontStanding.sound();
  }

  private Optional<String> installed() throws InterruptedException {
    try {
      return Optional.of(build());
    } catch (HostFailure e) {
      return Optional.empty();
    }
  }

  private Optional<String> atStart(Optional<String> build, Asked asked)
      throws InterruptedException {
    AtRest rest = AtRest.of(behind.front().conf(), List.of());
    return rest.problem().isPresent() || rest.configuration().isEmpty() || build.isEmpty()
        ? rest.problem()
        : asked.atStart(rest.configuration().get(), build.get());
  }

  private static boolean holds(Path pidFile, Processes.Info master) {
    return Files.exists(pidFile) && !Files.isReadable(pidFile)
        || SetValue.text(pidFile)
            .filter(text -> text.strip().equals(String.valueOf(master.pid())))
            .isPresent();
  }

  /** Where visitors come to it. */
  private Set<Integer> ports() {
    Set<Socket> sockets =
        configuration
            .map(c -> c.entrances().sockets())
            .orElseGet(() -> Set.of(Socket.asked(URI.create(behind.url()))));
    return sockets.stream()
        .filter(s -> s.family() != Socket.Family.UNIX)
        .map(Socket::port)
        .collect(Collectors.toSet());
  }
}
