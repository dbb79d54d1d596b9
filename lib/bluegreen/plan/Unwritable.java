package bluegreen.plan;

import bluegreen.host.Edit;
import bluegreen.observe.Facts;
import bluegreen.plan.FileAction.Remove;
import bluegreen.plan.NginxAction.RemoveNginxFile;
import bluegreen.plan.NginxAction.RenameNginxFile;
import bluegreen.plan.NginxAction.TryNginxFiles;
import bluegreen.playbook.Playbook;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Judges whether a plan would write where nobody can, such as on a disk that is read-only. */
record Unwritable(Playbook playbook, List<Path> places) {
  private static final String WHY =
      " nobody can write to now: its file system is read-only (mount -o remount,rw), or it is"
          + " marked as immutable (lsattr)";

  Unwritable(Playbook playbook, Facts facts) {
    this(playbook, facts.folder().readOnly());
  }

  /** The steps as they are, or the one that says why they cannot be taken. */
  List<Step> refused(List<Step> steps) {
    List<String> problems =
        places.stream().flatMap(place -> problem(place, steps).stream()).distinct().toList();
    return problems.isEmpty()
        ? steps
        : List.of(Step.failed(StepName.PREFLIGHT, String.join("\n", problems)));
  }

  private Optional<String> problem(Path place, List<Step> steps) {
    if (place.equals(playbook.app().dir())) { // Even a run that changes nothing has its lock there.
      return Optional.of("app.dir: " + place + " is a folder that" + WHY);
    }
    return steps.stream()
        .flatMap(step -> step.actions().stream())
        .flatMap(Unwritable::written)
        .filter(file -> file.startsWith(place))
        .findFirst()
        .map(file -> file + " is to be changed, but " + place + " is one that" + WHY);
  }

  private static Stream<Path> written(Action action) {
    if (action instanceof TryNginxFiles tried) {
      return tried.files().stream().map(NginxAction.WriteNginxFile::file);
    } else if (action instanceof RemoveNginxFile removed) {
      return Stream.of(removed.file());
    } else if (action instanceof RenameNginxFile renamed) {
      return Stream.of(renamed.file(), renamed.name());
    } else if (action instanceof Remove removed) {
      return Stream.of(removed.path());
    }
    return action.edit().map(Edit::file).stream();
  }
}
