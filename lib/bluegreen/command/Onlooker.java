package bluegreen.command;

import bluegreen.host.HostFailure;
import bluegreen.playbook.Playbook;
import bluegreen.playbook.Surroundings;
import bluegreen.state.AppDir;
import bluegreen.state.Keeper;
import bluegreen.state.Layout;
import java.nio.file.Files;
import java.util.Locale;
import java.util.Optional;

/**
 * Whoever asks for what only others may see: of their processes and records nothing is visible, as
 * if there were none.
 */
final class Onlooker {
  private Onlooker() {}

  /** Whether it is somebody else's app whose history we were given to read. */
  static boolean mayRead(Session session) {
    return Keeper.other(session.dir()).isPresent() && Files.isReadable(session.dir().history());
  }

  /**
   * Turns away who could not see what a command is about.
   *
   * @throws HostFailure with who may see it, and how
   */
  static void turnAway(Verb verb, Session session) throws HostFailure {
    AppDir dir = session.dir();
    String app = session.playbook().app().name();
    Optional<Keeper> other = Keeper.other(dir);
    if (other.isPresent()) {
      String keeper = other.get().name();
      String who = keeper.equals("root") ? "root" : keeper + " and root";
      throw new HostFailure(
          "only %s can see what runs in %s, as %s belongs to %s; we are %s: %s"
              .formatted(
                  who,
                  dir.root(),
                  other.get().folder(),
                  keeper,
                  System.getProperty("user.name"),
                  remedy(verb, session, keeper)));
    }
    Optional<Keeper> root = Keeper.rootInstead(dir, Surroundings.dirOfRoot(app));
    if (root.isPresent() && verb == Verb.DEPLOY && isSame(session, root.get())) {
      throw new HostFailure(
          "root has deployed %s, into %s, and only root can go on with it; we are %s: %s"
              .formatted(
                  app,
                  root.get().folder(),
                  System.getProperty("user.name"),
                  remedy(verb, session, root.get().name())));
    } else if (root.isPresent() && verb != Verb.DEPLOY) {
      throw new HostFailure(
          "nothing was deployed by %s, as %s is not there; root has deployed %s into %s: %s"
              .formatted(
                  System.getProperty("user.name"),
                  dir.root(),
                  app,
                  root.get().folder(),
                  remedy(verb, session, root.get().name())));
    }
  }

  /** Whether it was root's run of this very playbook, or of another one for the same site. */
  private static boolean isSame(Session session, Keeper root) {
    Playbook playbook = session.playbook();
    return Layout.read(new AppDir(root.folder()))
        .filter(
            was ->
                was.site().equals(playbook.nginx().target().file())
                    || was.playbook().equals(Optional.of(playbook.file().toAbsolutePath())))
        .isPresent();
  }

  private static String remedy(Verb verb, Session session, String keeper) {
    String user = keeper.equals("root") ? "" : "-u " + keeper + " ";
    String name = verb.name().toLowerCase(Locale.ROOT);
    return "sudo " + user + session.said("deploy.java " + name + " PLAYBOOK");
  }
}
