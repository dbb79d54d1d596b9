package bluegreen.observe;

import bluegreen.host.Account;
import bluegreen.host.Command;
import bluegreen.host.HostFailure;
import bluegreen.host.Programs;
import bluegreen.host.Reach;
import bluegreen.host.Reach.Shut;
import bluegreen.nginx.Approach;
import bluegreen.nginx.FirstContact;
import bluegreen.nginx.FrontFacts;
import bluegreen.nginx.Masters.Master;
import bluegreen.nginx.Nginx;
import bluegreen.nginx.NginxFacts;
import bluegreen.nginx.NginxFiles;
import bluegreen.nginx.Relay;
import bluegreen.nginx.SiteFile;
import bluegreen.nginx.SudoRules;
import bluegreen.nginx.WelcomePage;
import bluegreen.nginx.conf.Configuration;
import bluegreen.nginx.conf.Socket;
import bluegreen.playbook.Playbook;
import bluegreen.playbook.Playbook.Site;
import bluegreen.playbook.Slot;
import bluegreen.playbook.Templates;
import bluegreen.state.AppDir;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Looks at what is around the nginx of a playbook. */
record NginxSettingView(
    Playbook playbook,
    AppDir dir,
    Map<String, String> ownEnv,
    boolean root,
    Templates templates,
    Machine machine,
    Nginx nginx) {

  /**
   * All of it, where nginx and the user's own one were seen like this.
   *
   * @param rules whether sudo is asked what it allows
   */
  NginxSetting of(NginxFacts seen, Optional<FrontFacts> front, boolean rules)
      throws HostFailure, InterruptedException {
    boolean stranger = seen.installed() && !seen.running() && playbook.nginx().behind().isEmpty();
    Optional<Master> rival = stranger ? rival() : Optional.empty();
    List<Command> packages =
        seen.installed() || !playbook.nginx().install()
            ? List.of()
            : PackageManager.install("nginx", ownEnv, playbook.nginx().sudo());
    Optional<String> foreground = stranger && rival.isEmpty() ? foreground() : Optional.empty();
    boolean elsewhere = rival.isPresent() || foreground.isPresent();
    Optional<FirstContact> contact = elsewhere ? Optional.empty() : contact(seen);
    boolean sudo =
        Programs.find("sudo", ownEnv.getOrDefault("PATH", Programs.USUAL_PATH)).isPresent();
    return new NginxSetting(
        System.getProperty("user.name", "this user"),
        sudo,
        closed(),
        tenant(seen),
        Files.exists(playbook.nginx().target().file()),
        Files.exists(dir.slots()),
        packages,
        sudo && rules ? lackingRule(seen, front, packages) : Optional.empty(),
        contact,
        contact
            .filter(c -> !isPrivate(seen) && !playbook.nginx().isStream())
            .map(FirstContact::approach)
            .map(a -> seen.running() ? a : a.unasked())
            .orElse(Approach.unknown()),
        rival,
        elsewhere ? Optional.empty() : barred(),
        foreground);
  }

  /** The folder of our file, where it is not ours to write to. */
  private Optional<Path> closed() {
    Path folder = playbook.nginx().target().file().getParent();
    while (!Files.exists(folder) && folder.getParent() != null) {
      folder = folder.getParent();
    }
    boolean roots = !root && !playbook.nginx().sudo();
    return roots && playbook.nginx().behind().isEmpty() && !Files.isWritable(folder)
        ? Optional.of(folder)
        : Optional.empty();
  }

  /** Ours behind another one has a user of its own, and by a reload nobody looks. */
  private Optional<Shut> barred() throws InterruptedException {
    Relay relay = new Relay(playbook, dir);
    Optional<Shut> ours = relay.barred(machine.commands());
    Optional<Account> workers =
        playbook.nginx().target() instanceof Site || relay.isWanted()
            ? nginx.workersAccount()
            : Optional.empty();
    return ours.isPresent() || workers.isEmpty()
        ? ours
        : Reach.closedTo(workers.get(), dir.live(), machine.commands());
  }

  private static boolean isPrivate(NginxFacts seen) {
    return seen.conf().filter(NginxFiles::isPrivate).isPresent();
  }

  private Optional<FirstContact> contact(NginxFacts seen) {
    Optional<Configuration> present = nginx.configuration();
    if (present.isEmpty() || playbook.nginx().behind().isPresent()) {
      return Optional.empty();
    }
    Path site = playbook.nginx().target().file();
    NginxFiles rendered = new NginxFiles(playbook, dir, templates);
    String text = rendered.target(Slot.BLUE, playbook.ports().both());
    List<String> names = playbook.nginx().serverNames();
    FirstContact contact =
        new FirstContact(present.get(), site, seen.former(), text, names, WelcomePage.here());
    boolean stream = playbook.nginx().isStream();
    return Optional.of(stream ? contact.ofStream(playbook.nginx(), seen.stream()) : contact);
  }

  /** Another app in our private nginx, which can have but one. */
  private Optional<String> tenant(NginxFacts seen) {
    return seen.conf()
        .filter(conf -> playbook.nginx().prefix().isPresent())
        .flatMap(NginxFiles::privateSite)
        .filter(site -> !site.equals(playbook.nginx().target().file()))
        .flatMap(file -> SiteFile.read(text(file)))
        .map(SiteFile::app)
        .filter(app -> !app.equals(playbook.app().name()));
  }

  /** What sudo does not allow; of an nginx in front of ours only what this run would do there. */
  private Optional<String> lackingRule(
      NginxFacts seen, Optional<FrontFacts> front, List<Command> packages)
      throws HostFailure, InterruptedException {
    boolean untouched =
        playbook
            .nginx()
            .behind()
            .filter(b -> front.flatMap(f -> f.toReplace(b.address())).isEmpty())
            .isPresent();
    return untouched
        ? Optional.empty()
        : SudoRules.lacking(
            playbook.nginx(),
            playbook.app().name(),
            new SudoRules.Situation(seen.underSystemd(), seen.former(), packages),
            machine.commands());
  }

  private Optional<Master> rival() throws InterruptedException {
    Path conf = playbook.nginx().conf();
    Set<Integer> wanted =
        playbook.nginx().listen().stream()
            .map(l -> Socket.of(l).port())
            .collect(Collectors.toSet());
    return nginx.masters().stream()
        .filter(m -> !m.conf().equals(conf) && !m.conf().startsWith(dir.root()))
        .filter(m -> !NginxFiles.isPrivate(text(m.conf())))
        .filter(m -> listens(m.conf(), wanted))
        .findFirst();
  }

  private static boolean listens(Path conf, Set<Integer> wanted) {
    return Configuration.ofFiles(conf).stream()
        .flatMap(c -> c.entrances().sockets().stream())
        .anyMatch(s -> wanted.contains(s.port()));
  }

  private Optional<String> foreground() {
    return Configuration.ofFiles(playbook.nginx().conf()).stream()
        .flatMap(c -> c.all("daemon").stream())
        .filter(d -> d.arg(0).equals("off"))
        .map(d -> d.place())
        .findFirst();
  }

  private static String text(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }
}
