package bluegreen.observe;

import bluegreen.host.Bindings;
import bluegreen.host.Bindings.Bound;
import bluegreen.host.Command;
import bluegreen.host.HostFailure;
import bluegreen.host.Processes.Info;
import bluegreen.host.Processes.Listener;
import bluegreen.host.Programs;
import bluegreen.host.Trail;
import bluegreen.nginx.NginxFacts;
import bluegreen.nginx.NginxFiles;
import bluegreen.nginx.conf.Configuration;
import bluegreen.nginx.conf.Entrances;
import bluegreen.nginx.conf.ServerBlock;
import bluegreen.nginx.conf.Socket;
import bluegreen.nginx.conf.Socket.Family;
import bluegreen.playbook.Playbook;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/** Looks at the places where nginx is to begin to listen: its own test does not try all of that. */
final class ListenPlaces {
  /** {@code CAP_NET_BIND_SERVICE}, see capabilities(7). */
  private static final long BIND_SERVICE = 1L << 10;

  private final Playbook playbook;
  private final Machine machine;
  private final Map<String, String> ownEnv;
  private final boolean root;

  ListenPlaces(Playbook playbook, Machine machine, Map<String, String> ownEnv, boolean root) {
    this.playbook = playbook;
    this.machine = machine;
    this.ownEnv = ownEnv;
    this.root = root;
  }

  /**
   * Those at which it does not listen yet.
   *
   * @param present the configuration that the running nginx has accepted
   * @param workers the pids of its workers
   */
  List<ListenPlace> find(NginxFacts seen, Optional<Configuration> present, Set<Long> workers)
      throws InterruptedException {
    Set<Long> ofNginx = new HashSet<>(workers);
    workers.forEach(w -> machine.processes().find(w).map(Info::parent).ifPresent(ofNginx::add));
    seen.leftBehind().forEach(w -> ofNginx.add(w.pid())); // They give way to the one we start.
    OptionalInt lowest = lowest();
    List<ListenPlace> places = new ArrayList<>();
    for (Map.Entry<Socket, String> wanted : wanted(seen).entrySet()) {
      Socket socket = wanted.getKey();
      Optional<InetAddress> address = address(socket);
      if (socket.family() == Family.UNIX || address.isEmpty()) {
        continue; // For nginx to judge.
      }
      List<Bound> bound = new Bindings(machine.processes()).at(socket.port(), ofNginx);
      boolean listens =
          bound.stream()
              .filter(b -> isSameKind(b.address(), address.get()))
              .filter(b -> overlap(b.address(), address.get()))
              .anyMatch(b -> isOurs(b, ofNginx, seen.running(), present));
      if (!listens) {
        places.add(
            new ListenPlace(
                wanted.getValue(),
                socket,
                holder(bound, address.get(), ofNginx),
                Bindings.isHere(address.get()),
                lowest.isPresent() && socket.port() < lowest.getAsInt()
                    ? lowest
                    : OptionalInt.empty()));
      }
    }
    return places;
  }

  /** Ours, and, where nginx has to be started, all others of its configuration. */
  private Map<Socket, String> wanted(NginxFacts seen) {
    Map<Socket, String> wanted = new LinkedHashMap<>();
    playbook.nginx().listen().forEach(l -> wanted.put(Socket.of(l), "nginx.listen"));
    playbook
        .nginx()
        .tls()
        .ifPresent(
            tls -> tls.listen().forEach(l -> wanted.putIfAbsent(Socket.of(l), "nginx.tls.listen")));
    boolean others = !seen.running() && seen.conf().filter(c -> !isPrivate(c)).isPresent();
    Optional<Entrances> entrances =
        others
            ? Configuration.ofFiles(playbook.nginx().conf()).map(Configuration::entrances)
            : Optional.empty();
    for (Socket socket : entrances.map(Entrances::sockets).orElse(Set.of())) {
      entrances.get().at(socket).stream()
          .map(ServerBlock::place)
          .filter(place -> !isOurSite(place, seen))
          .findFirst()
          .ifPresent(place -> wanted.putIfAbsent(socket, place));
    }
    return wanted;
  }

  private static boolean isPrivate(String conf) {
    return NginxFiles.isPrivate(conf);
  }

  private boolean isOurSite(String place, NginxFacts seen) {
    Stream<Path> names =
        Stream.concat(Stream.of(playbook.nginx().target().file()), seen.former().stream());
    Stream<Path> links = seen.links().links().stream().map(Trail.Link::path);
    return Stream.concat(names, links).anyMatch(name -> place.startsWith(name + ":"));
  }

  private static Optional<InetAddress> address(Socket socket) {
    try {
      // The model has numbers here; a name would be looked up.
      return socket.host().matches("[0-9.]+|.*:.*")
          ? Optional.of(InetAddress.getByName(socket.host()))
          : Optional.empty();
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  private static boolean isSameKind(InetAddress one, InetAddress other) {
    return one instanceof Inet6Address == other instanceof Inet6Address;
  }

  private static boolean overlap(InetAddress one, InetAddress other) {
    return one.equals(other) || one.isAnyLocalAddress() || other.isAnyLocalAddress();
  }

  /** Where we may not see whose a socket is, it is nginx's if its configuration says so. */
  private static boolean isOurs(
      Bound bound, Set<Long> ofNginx, boolean running, Optional<Configuration> present) {
    Optional<Info> process = bound.listener().process();
    if (process.isPresent()) {
      return ofNginx.contains(process.get().pid());
    }
    return running && present.map(c -> c.hasPort(bound.listener().port())).orElse(true);
  }

  private static Optional<Listener> holder(
      List<Bound> bound, InetAddress address, Set<Long> ofNginx) {
    return bound.stream()
        .filter(b -> b.listener().process().filter(p -> ofNginx.contains(p.pid())).isEmpty())
        .filter(
            b ->
                isSameKind(b.address(), address)
                    ? overlap(b.address(), address)
                    : takesBoth(b, address))
        .map(Bound::listener)
        .findFirst();
  }

  /** Whether one who listens at all addresses of IPv6 has this one of IPv4, too. */
  private static boolean takesBoth(Bound bound, InetAddress address) {
    return bound.address().isAnyLocalAddress()
        && !(address instanceof Inet6Address)
        && !Bindings.isFree(address, bound.listener().port());
  }

  /** The lowest port for an nginx that we start without root's rights; empty for any other. */
  private OptionalInt lowest() throws InterruptedException {
    boolean own =
        playbook.nginx().prefix().isPresent()
            || Files.isWritable(playbook.nginx().conf().getParent());
    return root || playbook.nginx().sudo() || !own || mayBind()
        ? OptionalInt.empty()
        : OptionalInt.of(Bindings.lowestOfAll());
  }

  /** Whether nginx was given that one right of root's, by us or by its file. */
  private boolean mayBind() throws InterruptedException {
    String path = ownEnv.getOrDefault("PATH", Programs.USUAL_PATH) + ":/usr/sbin:/sbin";
    String bin = playbook.nginx().bin();
    Optional<Path> program =
        bin.contains("/") ? Optional.of(Path.of(bin)) : Programs.find(bin, path);
    Optional<Path> getcap = Programs.find("getcap", path);
    if (isAmbient() || program.isEmpty() || getcap.isEmpty()) {
      return isAmbient();
    }
    try {
      Command asked = Command.of(getcap.get().toString(), program.get().toString());
      return machine.commands().runUnheard(asked).output().contains("cap_net_bind_service");
    } catch (HostFailure e) {
      return false;
    }
  }

  private static boolean isAmbient() {
    try {
      return Files.readAllLines(Path.of("/proc/self/status")).stream()
          .filter(line -> line.startsWith("CapAmb:"))
          .anyMatch(line -> (Long.parseLong(line.substring(7).strip(), 16) & BIND_SERVICE) != 0);
    } catch (IOException e) {
      return false;
    }
  }
}
