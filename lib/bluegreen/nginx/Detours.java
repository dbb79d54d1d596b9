package bluegreen.nginx;

import bluegreen.nginx.conf.Entrances;
import bluegreen.nginx.conf.ServerBlock;
import bluegreen.nginx.conf.ServerName;
import bluegreen.nginx.conf.Socket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where visitors of ours come to other server blocks, as these listen at an address where ours does
 * not: a socket of one address takes its connections from that of all addresses.
 *
 * @param after all that nginx listens on
 * @param ours where our site does
 * @param names those that our site is asked for by
 */
record Detours(Entrances after, Set<Socket> ours, Set<String> names) {

  /** The block that answers for a name there. */
  record Detour(Socket socket, String name, ServerBlock block) {
    /** Why a site cannot be like this. */
    String refused() {
      return "nginx.server_name: requests for "
          + name
          + " that come by "
          + socket.shown()
          + " are answered by "
          + block.place()
          + ", which has that name, and never by this app; remove the name there, or put the app"
          + " behind that block, too (nginx.behind)";
    }

    /** What is good to know. */
    String noted() {
      return "who asks for this app by "
          + socket.shown()
          + " is answered by "
          + block.place()
          + "; if the app is to answer there, add that address to nginx.listen";
    }

    /** Whether the block has that name, and not only answers for it. */
    boolean isNamed() {
      return block.names().stream()
          .anyMatch(n -> n.fits(name).filter(f -> f == ServerName.Fit.EXACT).isPresent());
    }
  }

  /** Those of blocks that have a name of ours: one of the two is not meant. */
  List<Detour> named() {
    return all().stream().filter(d -> d.isNamed() && !d.socket().isLoopback()).toList();
  }

  /** Those of blocks that answer whatever name is asked for there, one a socket. */
  List<Detour> unnamed() {
    Map<Socket, Detour> unnamed = new LinkedHashMap<>();
    all().stream()
        .filter(d -> d.socket().isLoopback() == d.isNamed())
        .filter(d -> !d.socket().isWildcard())
        .forEach(d -> unnamed.putIfAbsent(d.socket(), d));
    return List.copyOf(unnamed.values());
  }

  /** All of them, each name a socket. */
  List<Detour> all() {
    List<Detour> all = new ArrayList<>();
    for (Socket socket : after.sockets()) {
      if (!ours.contains(socket) && ours.stream().anyMatch(o -> isBeside(socket, o))) {
        for (String name : names) {
          after.chosen(socket, name).ifPresent(b -> all.add(new Detour(socket, name, b)));
        }
      }
    }
    return all;
  }

  /** One address beside all, or one family's all beside the other's. */
  private static boolean isBeside(Socket socket, Socket ours) {
    return socket.port() == ours.port()
        && socket.family() != Socket.Family.UNIX
        && ours.isWildcard()
        && (socket.isWildcard() || socket.family() == ours.family());
  }
}
