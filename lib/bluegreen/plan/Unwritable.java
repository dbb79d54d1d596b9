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

/**
 * Judges whether a plan would write where nobody can, such as on a disk that is read-only.
 *
 * @param places the folders and files in or to which nobody can write
 * @param mounted the files that are mounted by themselves
 */
record Unwritable(Playbook playbook, List<Path> places, List<Path> mounted) {
  private static final String WHY =
      " nobody can write to now: its file system is read-only (mount -o remount,rw), or it is"
          + " marked as immutable (lsattr)";

  Unwritable(Playbook playbook, Facts facts) {
    this(playbook, facts.folder().readOnly(), facts.folder().mounted());
  }

  /** The steps as they are, or the one that says why they cannot be taken. */
  List<Step> refused(List<Step> steps) {
    List<String> problems =
        Stream.concat(
                places.stream().flatMap(place -> problem(place, steps).stream()),
                mounted.stream().filter(file -> isWritten(file, steps)).map(Unwritable::alone))
            .distinct()
            .toList();
    return problems.isEmpty()
        ? steps
        : List.of(Step.failed(StepName.PREFLIGHT, String.join("\n", problems)));
  }

  private Optional<String> problem(Path place, List<Step> steps) {
    if (place.equals(playbook.app().dir())) { // Even a run that changes nothing has its lock there.
      return Optional.of("app.dir: " + place + " is a folder that" + WHY);
    }
    return written(steps)
        .filter(file -> file.startsWith(place))
        .findFirst()
        .map(file -> file + " is to be changed, but " + place + " is one that" + WHY);
  }

  private static String alone(Path file) {
    return file
        + " is to be changed, but it is mounted by itself, and nothing can be put in its place;"
        + " mount the folder that it is in instead (umount "
        + file
        + ")";
  }

  private static boolean isWritten(Path file, List<Step> steps) {
    return written(steps).anyMatch(file::equals);
  }

  private static Stream<Path> written(List<Step> steps) {
    return steps.stream().flatMap(step -> step.actions().stream()).flatMap(Unwritable::written);
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
