package bluegreen.plan;

import bluegreen.nginx.FirstContact;
import bluegreen.nginx.Nginx;
import bluegreen.nginx.NginxFacts;
import bluegreen.nginx.NginxFiles;
import bluegreen.nginx.Relay;
import bluegreen.nginx.SudoRules;
import bluegreen.observe.Facts;
import bluegreen.observe.NginxSetting;
import bluegreen.playbook.Playbook;
import bluegreen.playbook.Slot;
import bluegreen.playbook.StreamServer;
import bluegreen.state.AppDir;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What there is about nginx that stands in the way of a deployment, each in a sentence. */
record NginxObstacles(Playbook playbook, Facts facts) {

  private Playbook.Nginx wanted() {
    return playbook.nginx();
  }

  private NginxSetting setting() {
    return facts.setting();
  }

  /** What a person has to mend first. */
  List<String> problems(NginxFacts seen) {
    if (!seen.installed()) {
      return notInstalled().stream().toList();
    }
    if (wanted().sudo() && !setting().sudo()) {
      return List.of(
          "nginx.become: there is no program 'sudo' on this machine; install it, or run this as"
              + " root, who does without");
    }
    List<String> problems = new ArrayList<>();
    if (wanted().isStream() && !seen.stream().isThere()) {
      problems.add("nginx has no stream module; install it: " + StreamServer.PACKAGES);
    }
    refused(seen).ifPresent(problems::add);
    new Relay(playbook, new AppDir(playbook.app().dir())).tooLong().ifPresent(problems::add);
    setting()
        .closed()
        .map(
            folder ->
                key()
                    + ": "
                    + setting().us()
                    + " may not write to "
                    + folder
                    + "; run this as root, or by sudo: `nginx.become: sudo`")
        .ifPresent(problems::add);
    if (seen.conf().isEmpty() && wanted().prefix().isEmpty()) {
      problems.add("nginx.conf: there is no file " + wanted().conf());
    }
    setting()
        .tenant()
        .map(
            other ->
                "nginx.prefix: the nginx in "
                    + wanted().prefix().orElseThrow()
                    + " serves "
                    + other
                    + ", and would serve this app instead; choose another folder")
        .ifPresent(problems::add);
    if (seen.former().isPresent() && seen.target().filter(this::isOtherKind).isPresent()) {
      problems.add(
          key()
              + ": this app is in "
              + seen.former().get()
              + " of another block of nginx's until now; take it away first, with the playbook that"
              + " it was deployed by: deploy.java remove PLAYBOOK");
    }
    new LinkedSite(playbook, seen).beforeRenaming().ifPresent(problems::add);
    if (isForeign(seen)) {
      problems.add(
          key()
              + ": "
              + wanted().target().file()
              + " exists and was not written for this app; move it away, or choose another file");
    }
    return problems;
  }

  /** Why its workers could not see the switch; one that answers for our site has seen it. */
  Optional<String> barred() {
    return setting()
        .barred()
        .filter(shut -> facts.nginx().answer().isEmpty())
        .map(
            shut ->
                "app.dir: nginx's workers may not look into "
                    + shut.folder()
                    + ", and would not see which slot is active: "
                    + shut.remedy()
                    + ", or give the app a folder elsewhere");
  }

  private Optional<String> notInstalled() {
    return wanted().install()
        ? Optional.empty()
        : Optional.of(
            "nginx.bin: there is no program '"
                + wanted().bin()
                + "'; install nginx, or have us do it with `nginx.install: true`");
  }

  private boolean isOtherKind(String site) {
    return site.contains("\n# bluegreen: stream\n") != wanted().isStream();
  }

  private String key() {
    return wanted().isStream() ? "nginx.stream" : "nginx.site";
  }

  /** A site file that is another app's is judged as that, and not here. */
  private boolean isForeign(NginxFacts seen) {
    return wanted().behind().isEmpty()
        && !isOfAnother()
        && (seen.former().isPresent()
            ? setting().fileThere()
            : seen.target().isPresent() && seen.ours().isEmpty() && !setting().begun());
  }

  private boolean isOfAnother() {
    return Conflicts.of(facts.estate()).isSiteOfAnother();
  }

  /** Why nginx would not load any configuration now, in a sentence with its own words. */
  Optional<String> refused(NginxFacts seen) {
    return seen.problem().map(this::refusal);
  }

  private String refusal(String said) {
    return Nginx.isSlow(said) ? said : why(said) + said;
  }

  private String why(String said) {
    if (SudoRules.isRefusal(said)) {
      return "nginx.become: sudo does not let us run nginx without a password:\n";
    } else if (!facts.root() && !wanted().sudo() && said.contains("(13: Permission denied)")) {
      return "nginx is root's, and "
          + setting().us()
          + " may neither test nor reload it; run this as root (CodeDeploy: `runas: root`), or let "
          + setting().us()
          + " do it by sudo (`nginx.become: sudo`; a run then prints the rules), or leave it alone"
          + " (`nginx.behind`):\n";
    }
    return "nginx refuses its present configuration; mend it first:\n";
  }

  /** Whose requests would change hands, where nginx runs and has accepted a configuration. */
  List<String> firstContact() {
    boolean alone = facts.nginx().conf().filter(NginxFiles::isPrivate).isPresent();
    Optional<FirstContact> contact = setting().contact().filter(c -> !isOfAnother());
    List<String> problems = new ArrayList<>();
    contact
        .map(alone ? FirstContact::unbindable : FirstContact::problems)
        .ifPresent(problems::addAll);
    for (Slot slot : Slot.values()) {
      contact.flatMap(c -> portOf(slot, c)).ifPresent(problems::add);
    }
    problems.addAll(ClaimedPorts.problems(playbook, facts));
    return problems;
  }

  /** A process that listens there already is told of as such. */
  private Optional<String> portOf(Slot slot, FirstContact contact) {
    int port = playbook.ports().of(slot).port();
    return contact
        .holder(port)
        .filter(d -> playbook.ports().of(slot).isHere())
        .filter(d -> facts.of(slot).foreign().isEmpty())
        .map(
            d ->
                "port %1$d (%2$s) is taken by nginx as soon as it has read %3$s (`%4$s;`); give %5$s another port, or that block"
                    .formatted(port, slot, d.place(), d.shown(), playbook.placeKey(slot)));
  }

  /** Where the nginx of the playbook does not run: why it must not be started. */
  Optional<String> elsewhere() {
    Path conf = wanted().conf();
    return setting()
        .rival()
        .map(
            m ->
                "nginx.conf: nginx runs with %1$s (pid %2$d), not with %3$s; write there: conf: %1$s"
                    .formatted(m.conf(), m.process().pid(), conf))
        .or(
            () ->
                setting()
                    .foreground()
                    .map(
                        place ->
                            "nginx does not run, and is for whoever starts it in the foreground ("
                                + place
                                + ": daemon off;), such as a supervisor; have it started, then run"
                                + " this again"));
  }

  /** Why it cannot be installed, where it has to be. */
  Optional<String> installation() {
    if (facts.nginx().installed() || !wanted().install()) {
      return Optional.empty();
    } else if (setting().packages().isEmpty()) {
      return Optional.of("nginx.install: found none of apt-get, dnf, yum, apk, zypper, pacman");
    }
    return facts.root() || wanted().sudo()
        ? Optional.empty()
        : Optional.of("nginx.install: installing nginx needs root, and we are not root");
  }
}
