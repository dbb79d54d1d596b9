package bluegreen.plan;

import bluegreen.host.Command;
import bluegreen.nginx.LocationRules;
import bluegreen.nginx.NginxCommands;
import bluegreen.nginx.NginxFacts;
import bluegreen.nginx.NginxFiles;
import bluegreen.nginx.NginxUnit;
import bluegreen.nginx.SiteFile;
import bluegreen.observe.Facts;
import bluegreen.plan.FileAction.CreateFolder;
import bluegreen.plan.FileAction.CreateKey;
import bluegreen.plan.FileAction.Enter;
import bluegreen.plan.FileAction.KeepEdited;
import bluegreen.plan.FileAction.MakeRoom;
import bluegreen.plan.FileAction.Remove;
import bluegreen.plan.LookAction.AskOthers;
import bluegreen.plan.LookAction.AskVisitors;
import bluegreen.plan.LookAction.AwaitNginx;
import bluegreen.plan.NginxAction.EndWorkers;
import bluegreen.plan.NginxAction.InstallNginx;
import bluegreen.plan.NginxAction.Point;
import bluegreen.plan.NginxAction.ReloadNginx;
import bluegreen.plan.NginxAction.RenameNginxFile;
import bluegreen.plan.NginxAction.RunCommand;
import bluegreen.plan.NginxAction.StartNginx;
import bluegreen.plan.NginxAction.TryNginxFiles;
import bluegreen.plan.NginxAction.WriteNginxFile;
import bluegreen.playbook.Endpoint;
import bluegreen.playbook.Playbook;
import bluegreen.playbook.Slot;
import bluegreen.state.AppDir;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Plans the step that has nginx ready for the switch: installed, configured, running. */
final class NginxPlan {
  private final Playbook playbook;
  private final AppDir dir;
  private final NginxFiles rendered;
  private final Facts facts;

  NginxPlan(Playbook playbook, AppDir dir, NginxFiles rendered, Facts facts) {
    this.playbook = playbook;
    this.dir = dir;
    this.rendered = rendered;
    this.facts = facts;
  }

  /**
   * The step.
   *
   * @param before the slot that traffic goes to until the switch
   * @param serving whether that slot serves; before the first deployment none does
   * @param endpoints where each slot is reached once the plan is carried out
   */
  Step step(Slot before, boolean serving, Map<Slot, Endpoint> endpoints) {
    NginxFacts seen = facts.nginx();
    NginxCommands lines = new NginxCommands(playbook.nginx().server(), seen.runAs());
    List<Action> actions = new ArrayList<>();
    if (!seen.installed()) {
      actions.add(new InstallNginx(facts.setting().packages()));
    }
    boolean point = !seen.marked().equals(Optional.of(before));
    if (point) {
      actions.add(new Point(before));
    }
    if (!seen.keyed()) {
      actions.add(new CreateKey(dir.live()));
    }
    seen.closing().forEach(marker -> actions.add(new Remove(marker)));
    // Refused, it can be neither tested nor loaded: only a rollback comes here then, and it needs
    // neither.
    boolean leave = seen.problem().isPresent() && seen.loaded();
    seen.unready().forEach(room -> actions.add(new MakeRoom(room)));
    List<Action> relayed = new RelayPlan(playbook, dir, seen.relay()).actions(rendered, endpoints);
    actions.addAll(relayed);
    List<Action> files = leave ? List.of() : files(before, endpoints);
    visitors(false).ifPresent(actions::add);
    if (!files.isEmpty()) {
      others(false).ifPresent(actions::add);
    }
    actions.addAll(files);
    // A run that was killed may have written the file without having nginx load it.
    boolean load = !files.isEmpty() || !seen.loaded();
    Optional<NginxUnit> unit =
        seen.runAs()
            .filter(user -> seen.underSystemd() && playbook.nginx().behind().isPresent())
            .map(u -> new NginxUnit(playbook.app().name(), playbook.nginx().server(), u));
    boolean renew = unit.filter(u -> !seen.unit().equals(Optional.of(u.text()))).isPresent();
    if (renew) {
      actions.add(unit(unit.get()));
    }
    if (!seen.running()) {
      Command start =
          unit.isPresent()
              ? NginxUnit.start(playbook.app().name())
              : lines.start(seen.underSystemd());
      actions.addAll(started(start, files, lines));
    } else if (renew) {
      Command enable = NginxUnit.enable(playbook.app().name());
      actions.add(new RunCommand(enable, "our nginx cannot be started with the machine"));
    }
    if (seen.running() && load) {
      actions.add(reload(lines));
    }
    if (!seen.running() || load) {
      actions.add(loaded(before, endpoints));
    }
    if (!files.isEmpty()) {
      visitors(true).filter(look -> serving).ifPresent(actions::add);
      others(true).ifPresent(actions::add);
    }
    if (facts.estate().recorded().isPresent() && !facts.estate().isCurrent()) {
      // Until now it was the old place that other apps, and a run after one that was killed, need.
      actions.add(new Enter(facts.estate().wanted(), facts.estate().link()));
    }
    String pointed = point && serving ? ", pointed at " + before : "";
    String kept =
        files.stream()
            .flatMap(
                action -> action instanceof KeepEdited k ? Stream.of(k.said()) : Stream.empty())
            .collect(Collectors.joining());
    return Step.of(StepName.NGINX, summary(seen, files, load) + pointed + kept, actions);
  }

  /** Tried before anybody is ended: workers without a master serve better than nobody. */
  private List<Action> started(Command start, List<Action> files, NginxCommands lines) {
    Optional<EndWorkers> instead = EndWorkers.of(facts.nginx(), Optional.of(start));
    boolean tested = files.stream().anyMatch(f -> f instanceof WriteNginxFile w && w.tested());
    String otherwise = "another nginx of ours cannot be started; the workers serve on";
    return instead.isEmpty()
        ? List.of(new StartNginx(start))
        : tested
            ? List.of(instead.get())
            : List.of(new RunCommand(lines.test(), otherwise), instead.get());
  }

  /**
   * Whether our site is still to come into an nginx that serves others: then it is loaded when its
   * app is healthy, and not before.
   */
  boolean comesLate(boolean serving) {
    NginxFacts seen = facts.nginx();
    return playbook.nginx().behind().isEmpty()
        && seen.running()
        && seen.answer().isEmpty()
        && seen.problem().isEmpty()
        && !serving;
  }

  /** The step where {@link #comesLate} holds: all is ready but for what visitors would notice. */
  Step prepared(Slot target, Map<Slot, Endpoint> endpoints) {
    NginxFacts seen = facts.nginx();
    List<Action> actions = new ArrayList<>();
    if (!seen.marked().equals(Optional.of(target.other()))) {
      actions.add(new Point(target.other()));
    }
    if (!seen.keyed()) {
      actions.add(new CreateKey(dir.live()));
    }
    seen.closing().forEach(marker -> actions.add(new Remove(marker)));
    actions.addAll(new RelayPlan(playbook, dir, seen.relay()).actions(rendered, endpoints));
    tested(files(target, endpoints)).ifPresent(actions::add);
    Path file = playbook.nginx().target().file();
    return Step.of(
        StepName.NGINX,
        playbook.shown(file) + " is loaded when the new version is healthy",
        actions);
  }

  private static Optional<Action> tested(List<Action> files) {
    List<WriteNginxFile> written =
        files.stream()
            .filter(WriteNginxFile.class::isInstance)
            .map(WriteNginxFile.class::cast)
            .toList();
    return written.isEmpty() ? Optional.empty() : Optional.of(new TryNginxFiles(written));
  }

  /** What loads the site of {@link #prepared}. */
  List<Action> loading(Slot target, Map<Slot, Endpoint> endpoints) {
    List<Action> actions = new ArrayList<>();
    others(false).ifPresent(actions::add);
    actions.add(new Point(target));
    actions.addAll(files(target, endpoints));
    actions.add(reload(new NginxCommands(playbook.nginx().server(), facts.nginx().runAs())));
    actions.add(loaded(target, endpoints));
    others(true).ifPresent(actions::add);
    return actions;
  }

  /** Whom a rule of the playbook's answers: before it is loaded, and once it is. */
  private Optional<Action> visitors(boolean again) {
    boolean told =
        facts.nginx().answer().isPresent()
            && facts.nginx().target().filter(LocationRules::areCounted).isEmpty();
    return told && playbook.nginx().location().isPresent()
        ? Optional.of(new AskVisitors(facts.url(playbook.nginx()), again))
        : Optional.empty();
  }

  private Optional<Action> others(boolean again) {
    return facts.approach().others().isEmpty()
        ? Optional.empty()
        : Optional.of(new AskOthers(facts.approach().others(), again));
  }

  private AwaitNginx loaded(Slot slot, Map<Slot, Endpoint> endpoints) {
    String configuration =
        SiteFile.read(rendered.target(slot, endpoints)).orElseThrow().configuration();
    return new AwaitNginx(facts.url(playbook.nginx()), slot, endpoints.get(slot), configuration);
  }

  private WriteNginxFile unit(NginxUnit unit) {
    Path file = NginxUnit.file(playbook.app().name());
    return new WriteNginxFile(file, facts.nginx().unit(), unit.text(), false);
  }

  /** Where nginx works with a file of ours, or another app's, their clients are told before. */
  private ReloadNginx reload(NginxCommands lines) {
    NginxFacts seen = facts.nginx();
    // Of a site whose names or addresses change, nobody could ask by the new ones.
    boolean ours = seen.answer().isPresent() || seen.ours().isPresent();
    boolean told = seen.company() || ours && !playbook.nginx().isStream();
    return new ReloadNginx(lines.reload(), told ? playbook.nginx().soft() : Duration.ZERO);
  }

  private String summary(NginxFacts seen, List<Action> files, boolean load) {
    Path file = playbook.nginx().target().file();
    if (!seen.installed()) {
      return "installed, configured, started";
    } else if (!seen.running()) {
      return files.isEmpty() ? "started" : "wrote " + playbook.shown(file) + ", started";
    }
    if (files.isEmpty() && load) {
      return "reloaded " + playbook.shown(file);
    }
    return files.isEmpty()
        ? playbook.nginx().switchKind().label() + " switch in " + playbook.shown(file)
        : "wrote " + playbook.shown(file) + ", reloaded";
  }

  private List<Action> files(Slot active, Map<Slot, Endpoint> endpoints) {
    List<Action> actions = new ArrayList<>();
    Playbook.Nginx nginx = playbook.nginx();
    if (nginx.prefix().isPresent()) {
      Optional<String> conf = facts.nginx().conf();
      boolean ours = conf.isEmpty() || NginxFiles.isPrivate(conf.get());
      String wanted = rendered.main(facts.root());
      if (ours && !conf.equals(Optional.of(wanted))) {
        if (facts.nginx().runAs().isEmpty()) {
          Stream.of("logs", "temp")
              .map(nginx.prefix().get()::resolve)
              .forEach(folder -> actions.add(new CreateFolder(folder, 0755)));
        }
        // Tested with the site below, without which it would not be whole.
        actions.add(new WriteNginxFile(nginx.conf(), conf, wanted, false));
      }
    }
    // Renamed first: two files of ours would have the same names twice, which nginx refuses.
    facts
        .nginx()
        .former()
        .ifPresent(f -> actions.add(new RenameNginxFile(f, nginx.target().file())));
    String wanted = rendered.target(active, endpoints);
    if (!facts.nginx().target().equals(Optional.of(wanted))) {
      KeepEdited.of(nginx.target().file(), facts.nginx().target(), dir, facts.kept())
          .ifPresent(actions::add);
      actions.add(new WriteNginxFile(nginx.target().file(), facts.nginx().target(), wanted, true));
    }
    return actions;
  }
}
