package bluegreen.run;

import bluegreen.host.Command;
import bluegreen.host.Commands;
import bluegreen.host.HostFailure;
import bluegreen.host.Programs;
import bluegreen.nginx.Approach;
import bluegreen.nginx.FirstContact;
import bluegreen.nginx.FrontFacts;
import bluegreen.nginx.Nginx;
import bluegreen.nginx.NginxFacts;
import bluegreen.nginx.NginxFiles;
import bluegreen.nginx.SiteFile;
import bluegreen.nginx.SudoRules;
import bluegreen.nginx.WelcomePage;
import bluegreen.nginx.conf.Configuration;
import bluegreen.plan.Estate;
import bluegreen.playbook.Playbook;
import bluegreen.playbook.Playbook.Site;
import bluegreen.playbook.Slot;
import bluegreen.playbook.Templates;
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
  private final Templates templates;

  NginxProblems(
      Playbook playbook,
      AppDir dir,
      Map<String, String> ownEnv,
      boolean root,
      Templates templates) {
    this.templates = templates;
    this.playbook = playbook;
    this.dir = dir;
    this.ownEnv = ownEnv;
    this.root = root;
  }

  /**
   * What a person has to mend first, each in a sentence.
   *
   * @param estate a site file that is another app's is judged as that, and not here
   */
  List<String> in(NginxFacts seen, Estate estate) {
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
    if (wanted.sudo() && Programs.find("sudo", path()).isEmpty()) {
      return List.of(
          "nginx.become: there is no program 'sudo' on this machine; install it, or run this as"
              + " root, who does without");
    }
    seen.problem().map(this::refusal).ifPresent(problems::add);
    unwritable().ifPresent(problems::add);
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
            && !estate.isSiteOfAnother()
            && (seen.former().isPresent()
                ? Files.exists(wanted.target().file())
                : seen.target().isPresent() && seen.ours().isEmpty() && !Files.exists(dir.slots()));
    if (foreignSite) {
      problems.add(
          "nginx.site: "
              + wanted.target().file()
              + " exists and was not written for this app; move it away, or choose another file");
    }
    return problems;
  }

  private String path() {
    return ownEnv.getOrDefault("PATH", Programs.USUAL_PATH);
  }

  private String refusal(String said) {
    return Nginx.isSlow(said) ? said : why(said) + said;
  }

  private String why(String said) {
    if (SudoRules.isRefusal(said)) {
      return "nginx.become: sudo does not let us run nginx without a password:\n";
    } else if (isRoots() && said.contains("(13: Permission denied)")) {
      return "nginx is root's, and "
          + who()
          + " may neither test nor reload it; run this as root (CodeDeploy: `runas: root`), or let "
          + who()
          + " do it by sudo (`nginx.become: sudo`; a run then prints the rules), or leave it alone"
          + " (`nginx.behind`):\n";
    }
    return "nginx refuses its present configuration; mend it first:\n";
  }

  private boolean isRoots() {
    return !root && !playbook.nginx().sudo();
  }

  private static String who() {
    return System.getProperty("user.name", "this user");
  }

  /** The folder of our file, where it is not ours to write to. */
  private Optional<String> unwritable() {
    Path folder = playbook.nginx().target().file().getParent();
    while (!Files.exists(folder) && folder.getParent() != null) {
      folder = folder.getParent();
    }
    return isRoots() && playbook.nginx().target() instanceof Site && !Files.isWritable(folder)
        ? Optional.of(
            "nginx.site: "
                + who()
                + " may not write to "
                + folder
                + "; run this as root, or by sudo: `nginx.become: sudo`")
        : Optional.empty();
  }

  /** Whose requests would change hands, where nginx runs and has accepted a configuration. */
  List<String> firstContact(NginxFacts seen, Optional<Configuration> present) {
    return contact(seen, present).map(FirstContact::problems).orElse(List.of());
  }

  /** The ways to our site and beside it, where nginx serves others. */
  Approach approach(NginxFacts seen, Optional<Configuration> present) {
    return contact(seen, present).map(FirstContact::approach).orElse(Approach.unknown());
  }

  private Optional<FirstContact> contact(NginxFacts seen, Optional<Configuration> present) {
    if (present.isEmpty() || seen.conf().filter(NginxFiles::isPrivate).isPresent()) {
      return Optional.empty();
    }
    Path site = playbook.nginx().target().file();
    Map<Slot, Integer> ports =
        Map.of(
            Slot.BLUE, playbook.ports().of(Slot.BLUE), Slot.GREEN, playbook.ports().of(Slot.GREEN));
    String text = new NginxFiles(playbook, dir, templates).target(Slot.BLUE, ports);
    List<String> names = playbook.nginx().serverNames();
    return Optional.of(
        new FirstContact(present.get(), site, seen.former(), text, names, WelcomePage.here()));
  }

  /** Another app in our private nginx, which can have but one. */
  private Optional<String> tenant(NginxFacts seen) {
    return seen.conf()
        .filter(conf -> playbook.nginx().prefix().isPresent())
        .flatMap(NginxFiles::privateSite)
        .filter(site -> !site.equals(playbook.nginx().target().file()))
        .flatMap(NginxProblems::content)
        .flatMap(SiteFile::read)
        .map(SiteFile::app)
        .filter(app -> !app.equals(playbook.app().name()));
  }

  private static Optional<String> content(Path file) {
    try {
      return Optional.of(Files.readString(file));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** What sudo does not allow; of an nginx in front of ours only what this run would do there. */
  Optional<String> lackingRule(NginxFacts seen, Optional<FrontFacts> front, Commands commands)
      throws HostFailure, InterruptedException {
    boolean untouched =
        playbook
            .nginx()
            .behind()
            .filter(b -> front.flatMap(f -> f.toReplace(b.address())).isEmpty())
            .isPresent();
    List<Command> installing = installation(seen, new ArrayList<>());
    return untouched
        ? Optional.empty()
        : SudoRules.lacking(
            playbook.nginx(),
            playbook.app().name(),
            new SudoRules.Situation(seen.underSystemd(), seen.former(), installing),
            commands);
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
