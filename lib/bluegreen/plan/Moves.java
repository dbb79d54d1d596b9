package bluegreen.plan;

import bluegreen.observe.Facts;
import bluegreen.observe.Neighbour;
import bluegreen.playbook.Playbook.Ports;
import bluegreen.state.Layout;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What of a deployed app's place on this machine its playbook has changed since, and why that
 * cannot be carried out.
 *
 * @param recorded what the app had when it was last deployed
 * @param former the file that its site is still in, where the playbook names another one
 * @param rendered the ports that this file names
 */
public record Moves(
    Layout wanted, Optional<Layout> recorded, Optional<Path> former, Optional<Ports> rendered) {

  /** Those that facts tell of. */
  public Moves(Facts facts) {
    this(
        facts.estate().wanted(),
        facts.estate().recorded(),
        facts.nginx().former(),
        facts.nginx().ours().map(r -> new Ports(r.blue(), r.green())));
  }

  /** Why not, a sentence each. */
  public List<String> problems() {
    return recorded
        .flatMap(was -> renamed(was).or(() -> turned(was)).or(() -> another(was)))
        .map(List::of)
        .orElse(List.of());
  }

  private Optional<String> renamed(Layout was) {
    if (was.app().equals(wanted.app())) {
      return Optional.empty();
    }
    Map<String, String> all = new Shared(wanted, new Neighbour(was, true, true)).all();
    all.remove("app.dir");
    return Optional.of(
        "app.dir: %s belongs to the app %s%s; give %s a folder of its own%s, or, if it is the same app, go back to its name, `remove` it, and deploy it under the new one"
            .formatted(
                wanted.dir(),
                was.app(),
                all.isEmpty() ? "" : ", as do " + Shared.said(all),
                wanted.app(),
                all.isEmpty() ? "" : ", and other values for these lines"));
  }

  /** From a site in public to an nginx of ours behind somebody's own, or back. */
  private Optional<String> turned(Layout was) {
    if (former.isEmpty() || was.behind().isPresent() == wanted.behind().isPresent()) {
      return Optional.empty();
    }
    return Optional.of(wanted.behind().map(port -> backwards(port)).orElseGet(this::forwards));
  }

  /**
   * Each of the two ways was tried under load. Nothing was lost by this one; by the other, one
   * request of each client that kept its connection to the user's own block.
   */
  private String backwards(int port) {
    return "nginx.behind: this app is in public, by "
        + former.get()
        + ", which has to serve until a server block of your own passes to 127.0.0.1:"
        + port
        + ". Without a loss:"
        + copy("; it comes up there, and is not live yet")
        + "\n  2. take "
        + former.get()
        + " away, put your block in its place, with `proxy_pass http://127.0.0.1:"
        + port
        + ";`, and run `deploy.java reload PLAYBOOK` with the playbook as it was"
        + "\n  3. run `deploy.java remove PLAYBOOK` with the playbook as it was";
  }

  private String forwards() {
    return "nginx.site: this app is behind a server block of your own, which has to serve until "
        + wanted.site()
        + " does. By one reload, which closes the idle connections of that block's clients, as"
        + " every reload of nginx does, and without a loss beside that:"
        + "\n  1. take your block out of nginx's files, and do not reload nginx: it serves on"
        + "\n  2. deploy a copy of this playbook, with an app.name, app.dir and ports of its own;"
        + " its site comes in the place of your block when it is healthy. Where that fails, put"
        + " your block back, and reload nginx"
        + "\n  3. run `deploy.java remove PLAYBOOK` with the playbook as it was";
  }

  private static String copy(String how) {
    return "\n  1. deploy a copy of this playbook, with an app.name, app.dir and ports of its own"
        + how;
  }

  /** Whether it is another site's playbook: staging's, where production was deployed from. */
  private Optional<String> another(Layout was) {
    if (former.isEmpty()) {
      return Optional.empty();
    }
    boolean same =
        was.ports().or(() -> rendered).equals(wanted.ports())
            && (was.ports().isEmpty() || was.listen().equals(wanted.listen()))
            && (was.ports().isEmpty() || was.names().equals(wanted.names()))
            && (was.conf().isEmpty() || was.conf().equals(wanted.conf()));
    if (same) {
      return Optional.empty();
    }
    return Optional.of(
        "app.dir: "
            + wanted.dir()
            + " belongs to the site "
            + former.get()
            + ", and this playbook has another one, "
            + wanted.site()
            + ", with other ports, addresses, names or another nginx. A second site, such as"
            + " staging's, needs an app.name, an app.dir and ports of its own; if it is the same"
            + " one that moves, change nginx.site first, with all else as it was, deploy, and then"
            + " the rest");
  }
}
