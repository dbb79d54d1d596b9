package bluegreen.nginx;

import bluegreen.host.Command;
import bluegreen.host.Commands;
import bluegreen.host.HostFailure;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whom an nginx of our own runs as where we are root: nobody who could do more than serve.
 *
 * @param gid the number of the user's own group
 */
public record NginxUser(String name, long uid, long gid) {
  private static final Pattern BUILT = Pattern.compile("--user=(\\S+)");
  private static final String NOBODY = "nobody";

  /**
   * The user that nginx was built for, or else nobody.
   *
   * @param build what {@code nginx -V} says
   * @throws HostFailure where there is no such user
   */
  static NginxUser of(String build, Commands commands) throws HostFailure, InterruptedException {
    Matcher built = BUILT.matcher(build);
    Optional<NginxUser> user =
        built.find() ? entry(built.group(1), commands) : Optional.<NginxUser>empty();
    Optional<NginxUser> nobody = user.isPresent() ? user : entry(NOBODY, commands);
    return nobody.orElseThrow(
        () -> new HostFailure("there is no user '" + NOBODY + "' that our nginx could run as"));
  }

  private static Optional<NginxUser> entry(String name, Commands commands)
      throws HostFailure, InterruptedException {
    String[] fields =
        commands.run(Command.of("getent", "passwd", name)).stdout().strip().split(":", -1);
    // Root, under whatever name, is whom this is about not to be.
    return fields.length < 6 || fields[2].equals("0")
        ? Optional.empty()
        : Optional.of(new NginxUser(name, Long.parseLong(fields[2]), Long.parseLong(fields[3])));
  }

  /** What a command line begins with so that it runs as this user. */
  List<String> become() {
    return List.of(
        "setpriv",
        "--reuid=" + uid,
        "--regid=" + gid,
        "--clear-groups",
        "--inh-caps=-all",
        "--bounding-set=-all",
        "--no-new-privs",
        "--");
  }
}
