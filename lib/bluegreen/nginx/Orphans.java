package bluegreen.nginx;

import bluegreen.host.Accounts;
import bluegreen.host.Commands;
import bluegreen.host.OpenFiles;
import bluegreen.host.Processes;
import bluegreen.nginx.conf.Socket;
import bluegreen.playbook.Playbook;
import bluegreen.playbook.Playbook.Behind;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The workers of an nginx of our own whose master was killed: they still take requests. */
record Orphans(Playbook playbook, Commands commands, Processes processes) {

  /**
   * Those who listen, wherever that is; nobody where the playbook's nginx is not of our making.
   * Anybody can call his process what he likes, so it is known by its user, and by what nobody else
   * has: the log of this very nginx, or the port on which ours is behind another one.
   */
  List<Processes.Info> find() throws InterruptedException {
    if (!isOfOurMaking()) {
      return List.of();
    }
    List<Processes.Info> left = withoutMaster();
    if (left.isEmpty()) {
      return List.of();
    }
    long user = user();
    return left.stream()
        .filter(p -> processes.user(p.pid()).orElse(-1) == user)
        .filter(p -> processes.isAmongUs(p.pid()) && isOurs(p))
        .toList();
  }

  /**
   * Those of the system's nginx, or of any other that is not of our making, who listen on a port of
   * the playbook's site; nobody where we may not see who listens.
   */
  List<Processes.Info> adrift() {
    if (isOfOurMaking()) {
      return List.of();
    }
    Set<Integer> ours =
        Stream.concat(
                playbook.nginx().listen().stream(),
                playbook.nginx().tls().stream().flatMap(tls -> tls.listen().stream()))
            .map(listen -> Socket.of(listen).port())
            .collect(Collectors.toSet());
    return listening(ours);
  }

  /** Those, whoever has made that nginx, who listen on one of those ports. */
  List<Processes.Info> listening(Set<Integer> ports) {
    return withoutMaster().stream()
        .filter(p -> processes.isAmongUs(p.pid()))
        .filter(p -> processes.listening(p.pid()).ports().stream().anyMatch(ports::contains))
        .toList();
  }

  /** Those, whoever they run as, who write into that log. */
  List<Processes.Info> writing(Path log) {
    return withoutMaster().stream().filter(p -> OpenFiles.has(p.pid(), log)).toList();
  }

  /** All without a master, those included that only finish their last requests. */
  Set<Long> ending() {
    return withoutMaster().stream().map(Processes.Info::pid).collect(Collectors.toSet());
  }

  private List<Processes.Info> withoutMaster() {
    return processes.pids().stream()
        .flatMap(pid -> processes.find(pid).stream())
        .filter(this::isOrphan)
        .toList();
  }

  private boolean isOfOurMaking() {
    return playbook.nginx().behind().isPresent()
        || playbook.nginx().prefix().isPresent()
            && SetValue.text(playbook.nginx().conf()).filter(NginxFiles::isPrivate).isPresent();
  }

  private long user() throws InterruptedException {
    return playbook.nginx().behind().isPresent() && Accounts.areRoot()
        ? NginxUser.of(playbook.app().name(), new Accounts(commands)).uid()
        : processes.ownUser();
  }

  /**
   * Whether nobody listens on our port but our own nginx.
   *
   * @param left its workers without a master
   */
  boolean isOurs(List<Processes.Listener> atPort, List<Processes.Info> left)
      throws InterruptedException {
    Optional<Processes.Info> master =
        new NginxProcess(
                playbook, commands, processes, () -> SetValue.text(playbook.nginx().conf()))
            .master();
    Set<Long> ours = new HashSet<>(master.map(m -> processes.children(m.pid())).orElse(Set.of()));
    master.ifPresent(m -> ours.add(m.pid()));
    left.forEach(worker -> ours.add(worker.pid()));
    return atPort.stream()
        .allMatch(l -> l.process().map(p -> ours.contains(p.pid())).orElse(master.isPresent()));
  }

  /** A worker ends with its master, unless that was killed. */
  private boolean isOrphan(Processes.Info process) {
    return process.command().startsWith("nginx: worker")
        && processes
            .find(process.parent())
            .filter(p -> p.command().startsWith("nginx: master"))
            .isEmpty();
  }

  /** One that finishes its last requests does not listen any more, and ends by itself. */
  private boolean isOurs(Processes.Info worker) {
    Path log = playbook.nginx().prefix().orElseThrow().resolve(NginxFiles.ERROR_LOG);
    Optional<Integer> port = playbook.nginx().behind().map(Behind::port);
    return !OpenFiles.listeners(worker.pid()).isEmpty()
        && (OpenFiles.has(worker.pid(), log)
            || port.filter(processes.listening(worker.pid()).ports()::contains).isPresent());
  }
}
