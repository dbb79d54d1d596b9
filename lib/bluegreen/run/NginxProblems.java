package bluegreen.run;

import bluegreen.host.Command;
import bluegreen.nginx.NginxFacts;
import bluegreen.nginx.NginxFiles;
import bluegreen.nginx.SudoRules;
import bluegreen.playbook.Playbook;
import bluegreen.playbook.Playbook.Site;
import bluegreen.state.AppDir;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What there is about nginx that stands in the way of a deployment. */
final class NginxProblems {
  private final Playbook playbook;
  private final AppDir dir;
  private final Map<String, String> ownEnv;
  private final boolean root;

  NginxProblems(Playbook playbook, AppDir dir, Map<String, String> ownEnv, boolean root) {
    this.playbook = playbook;
    this.dir = dir;
    this.ownEnv = ownEnv;
    this.root = root;
  }

  /** What a person has to mend first, each in a sentence. */
  List<String> in(NginxFacts seen) {
    List<String> problems = new ArrayList<>();
    Playbook.Nginx wanted = playbook.nginx();
    if (!seen.installed()) {
      if (!wanted.install()) {
        problems.add(
            "nginx.bin: there is no program '"
                + wanted.bin()
                + "'; install nginx, or have us do it with `nginx.install: true`");
      }
      return problems;
    }
    seen.problem()
        .ifPresent(
            p ->
                problems.add(
                    (SudoRules.isRefusal(p)
                            ? "nginx.become: sudo does not let us run nginx without a password:\n"
                            : "nginx refuses its present configuration; mend it first:\n")
                        + p));
    if (seen.conf().isEmpty() && wanted.prefix().isEmpty()) {
      problems.add("nginx.conf: there is no file " + wanted.conf());
    }
    tenant(seen)
        .ifPresent(
            other ->
                problems.add(
                    "nginx.prefix: the nginx in "
                        + wanted.prefix().orElseThrow()
                        + " serves "
                        + other
                        + ", and would serve this app instead; choose another folder"));
    boolean foreignSite =
        wanted.target() instanceof Site
            && seen.target().isPresent()
            && seen.ours().isEmpty()
            && !Files.exists(dir.slots());
    if (foreignSite) {
      problems.add(
          "nginx.site: "
              + wanted.target().file()
              + " exists and was not written for this app; move it away, or choose another file");
    }
    return problems;
  }

  /** Another app in our private nginx, which can have but one. */
  private Optional<String> tenant(NginxFacts seen) {
    return seen.conf()
        .filter(conf -> playbook.nginx().prefix().isPresent())
        .flatMap(NginxFiles::privateSite)
        .filter(site -> !site.equals(playbook.nginx().target().file()))
        .flatMap(NginxProblems::content)
        .flatMap(NginxFiles::read)
        .map(NginxFiles.Rendered::app)
        .filter(app -> !app.equals(playbook.app().name()));
  }

  private static Optional<String> content(Path file) {
    try {
      return Optional.of(Files.readString(file));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** The commands that install nginx where the playbook says so; adds what is in the way. */
  List<Command> installation(NginxFacts seen, List<String> problems) {
    if (seen.installed() || !playbook.nginx().install()) {
      return List.of();
    }
    List<Command> commands = PackageManager.install("nginx", ownEnv, playbook.nginx().sudo());
    if (commands.isEmpty()) {
      problems.add("nginx.install: found none of apt-get, dnf, yum, apk, zypper, pacman");
    } else if (!root && !playbook.nginx().sudo()) {
      problems.add("nginx.install: installing nginx needs root, and we are not root");
    }
    return commands;
  }
}
