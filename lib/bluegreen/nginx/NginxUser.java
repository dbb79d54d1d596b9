package bluegreen.nginx;

import bluegreen.host.Account;
import bluegreen.host.Accounts;
import bluegreen.host.Commands;
import bluegreen.host.Reach;
import bluegreen.playbook.Playbook;
import bluegreen.state.AppDir;
import java.util.List;
import java.util.Optional;

/**
 * Whom an nginx of our own runs as where we are root: a number of the app's own, with no account.
 * Whoever has the same user may end a process, take its port and write to its files, and other
 * programs run as {@code nobody} and as the visitors' nginx, which scripts may, too. An account
 * would stay in the machine's user database; nginx needs none.
 *
 * @param uid the number of the user, and of its group
 */
public record NginxUser(long uid) {
  /**
   * Numbers that nobody gives away: regular accounts end at 60000, and systemd leaves these out
   * between those that it has for special users and its dynamic ones (systemd.io/UIDS-GIDS).
   */
  private static final int FIRST = 60706;

  private static final int LAST = 61183;

  /** The number of an app: the same at each look, unless somebody has given it to an account. */
  static NginxUser of(String app, Accounts accounts) throws InterruptedException {
    int count = LAST - FIRST + 1;
    int start = Math.floorMod(app.hashCode(), count);
    for (int i = 0; i < count; i++) {
      long uid = FIRST + (start + i) % count;
      if (!accounts.has(uid)) {
        return new NginxUser(uid);
      }
    }
    return new NginxUser(FIRST + start);
  }

  /** The folder on the way to its own that this user may not look into. */
  static Optional<Reach.Shut> barred(Playbook playbook, AppDir dir, Commands commands)
      throws InterruptedException {
    long uid = of(playbook.app().name(), new Accounts(commands)).uid();
    Account user = new Account(String.valueOf(uid), uid, uid, "/");
    return Reach.closedTo(user, dir.nginx().getParent(), commands);
  }

  /** In a few words. */
  public String describe() {
    return "user " + uid;
  }

  /** What a command line begins with so that it runs as this user. */
  List<String> become() {
    return List.of(
        "setpriv",
        "--reuid=" + uid,
        "--regid=" + uid,
        "--clear-groups",
        "--inh-caps=-all",
        "--bounding-set=-all",
        "--no-new-privs",
        "--");
  }
}
