package bluegreen.nginx;

import bluegreen.nginx.conf.Entrances;
import bluegreen.nginx.conf.Listen;
import bluegreen.nginx.conf.ServerBlock;
import bluegreen.nginx.conf.Socket;
import bluegreen.nginx.conf.Socket.Family;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Sockets that nginx cannot have beside those that it has. */
final class Clashes {
  private Clashes() {}

  /**
   * Where nginx would begin to listen and cannot, as it listens there already in another way: it
   * opens what is new before it closes what is old, and its test does not try.
   */
  static List<String> unbindable(Entrances before, Entrances after, Predicate<ServerBlock> isOurs) {
    List<String> problems = new ArrayList<>();
    for (Socket next : after.sockets()) {
      before.sockets().stream()
          .filter(old -> !before.sockets().contains(next) && clash(old, before, next, after))
          .findFirst()
          .map(
              old ->
                  "nginx.listen: nginx cannot begin to listen on "
                      + next.shown()
                      + " while it listens on "
                      + before.shown(old)
                      + " ("
                      + before.at(old).get(0).place()
                      + "); "
                      + remedy(old, before.at(old).stream().allMatch(isOurs)))
          .ifPresent(problems::add);
    }
    return problems;
  }

  private static String remedy(Socket old, boolean ours) {
    return ours
        ? "leave it at that (%s), or take the app out of nginx for a moment: deploy.java remove PLAYBOOK, then this again"
            .formatted(old.shown())
        : "listen there as well instead (nginx.listen: [\"%s\"]), or put the app behind that block (nginx.behind)"
            .formatted(old.shown());
  }

  /**
   * Where our site and other blocks do not agree on TLS: one that speaks it on a socket has all do
   * so.
   */
  static List<String> tls(Entrances before, Entrances after, List<Listen> ours) {
    return ours.stream()
        .filter(l -> before.sockets().contains(l.socket()))
        .filter(l -> l.ssl() ? !before.speaksTls(l.socket()) : after.speaksTls(l.socket()))
        .map(
            l ->
                (l.ssl() ? "nginx.tls.listen: " : "nginx.listen: ")
                    + l.socket().shown()
                    + " is for all blocks there either HTTPS or plain HTTP, and "
                    + before.at(l.socket()).get(0).place()
                    + (l.ssl() ? " answers by plain HTTP" : " has it be HTTPS")
                    + "; choose another port")
        .toList();
  }

  private static boolean clash(Socket old, Entrances before, Socket next, Entrances after) {
    if (old.port() != next.port() || old.equals(next)) {
      return false;
    }
    boolean both =
        before.takesBoth(old) && next.family() == Family.IPV4
            || after.takesBoth(next) && old.family() == Family.IPV4;
    // With all addresses among its own, nginx opens none of them by itself.
    boolean narrower = old.isWildcard() && !after.sockets().contains(old);
    boolean wider = next.isWildcard() && !old.isWildcard();
    return both || old.family() == next.family() && (wider || narrower);
  }
}
