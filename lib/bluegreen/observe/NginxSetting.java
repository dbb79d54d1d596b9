package bluegreen.observe;

import bluegreen.host.Command;
import bluegreen.host.Reach.Shut;
import bluegreen.nginx.Approach;
import bluegreen.nginx.FirstContact;
import bluegreen.nginx.Masters.Master;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What was seen around the nginx of a playbook.
 *
 * @param us the name of the user who runs this
 * @param sudo whether there is a program of that name
 * @param closed the folder in which our file would be made, where we may not write to it
 * @param tenant another app that has the private nginx which the playbook names
 * @param fileThere whether there is a file under the name of our site
 * @param begun whether a deployment of ours has begun before
 * @param packages the commands that install nginx; empty where it is there, where it is not to be
 *     installed, or where nobody is known who could
 * @param lacking what the rules of sudo do not allow, of what a run would do
 * @param contact what would become of nginx's configuration with our site in it; empty where nginx
 *     has not accepted one, or has ours alone
 * @param approach the ways to our site and beside it
 * @param rival an nginx that runs with another configuration and has ports which ours is to have
 * @param barred a folder on the way to the app's own that nginx's workers may not look into
 * @param foreground the place that says that nginx stays in the foreground of whoever starts it
 */
public record NginxSetting(
    String us,
    boolean sudo,
    Optional<Path> closed,
    Optional<String> tenant,
    boolean fileThere,
    boolean begun,
    List<Command> packages,
    Optional<String> lacking,
    Optional<FirstContact> contact,
    Approach approach,
    Optional<Master> rival,
    Optional<Shut> barred,
    Optional<String> foreground) {

  /** Where nothing was looked at, or nothing is in the way. */
  public static NginxSetting plain() {
    return new NginxSetting(
        "",
        true,
        Optional.empty(),
        Optional.empty(),
        false,
        true,
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Approach.unknown(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** The same with what would install nginx. */
  public NginxSetting installedBy(List<Command> commands) {
    return new NginxSetting(
        us,
        sudo,
        closed,
        tenant,
        fileThere,
        begun,
        commands,
        lacking,
        contact,
        approach,
        rival,
        barred,
        foreground);
  }

  /** Whether the nginx of the playbook, which does not run, must not be started by us. */
  boolean isElsewhere() {
    return rival.isPresent() || foreground.isPresent();
  }
}
