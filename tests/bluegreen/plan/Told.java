package bluegreen.plan;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Plans in words short enough to be compared in a test. */
final class Told {
  private Told() {}

  /** Every action of a plan. */
  static List<String> actions(Plan plan) {
    return plan.steps().stream().flatMap(Told::deeds).map(Told::action).toList();
  }

  /** The actions of the steps of one name. */
  static List<String> actions(Plan plan, StepName name) {
    return steps(plan, name).flatMap(Told::deeds).map(Told::action).toList();
  }

  /** A step's actions but its look at nginx, which ends every start and reload. */
  private static Stream<Action> deeds(Step step) {
    return step.actions().stream().filter(a -> !(a instanceof LookAction.AwaitNginx));
  }

  /** The steps that would change something. */
  static List<String> changed(Plan plan) {
    return plan.steps().stream()
        .filter(s -> s.expected() == Status.CHANGED)
        .map(Step::title)
        .toList();
  }

  static Step step(Plan plan, StepName name) {
    return steps(plan, name).findFirst().orElseThrow();
  }

  private static Stream<Step> steps(Plan plan, StepName name) {
    return plan.steps().stream().filter(s -> s.name() == name);
  }

  private static String action(Action action) {
    if (action instanceof FileAction.StoreRelease a) {
      return "store " + a.release().version();
    } else if (action instanceof SlotAction.StartSlot a) {
      return "start %s on %s :%d"
          .formatted(
              a.launch().release().version(), a.launch().slot(), a.launch().endpoint().port());
    } else if (action instanceof SlotAction.KeepSlot a) {
      return "keep " + a.slot();
    } else if (action instanceof LookAction.AwaitHealth a) {
      return "await %s %s".formatted(a.slot(), a.endpoint());
    } else if (action instanceof Action.Switch a) {
      return a.describe() + " " + a.at();
    } else if (action instanceof LookAction.VerifyThrough a) {
      return "verify %s %s".formatted(a.slot(), a.endpoint());
    } else if (action instanceof LookAction.Drain a) {
      return "drain %s %s".formatted(a.what(), a.endpoint());
    } else if (action instanceof FileAction.Enter a) {
      return "enter " + a.layout().app();
    } else if (action instanceof SlotAction.StopSlot a) {
      return "stop " + a.slot();
    } else if (action instanceof SlotAction.StopForeign a) {
      return "stop foreign :" + a.port();
    } else if (action instanceof NginxAction.Point a) {
      return "point " + a.slot();
    } else if (action instanceof FileAction.CreateKey) {
      return "key";
    } else if (action instanceof Action.RunTask a) {
      return "task %s on %s %s".formatted(a.task().name(), a.slot(), a.endpoint());
    }
    return file(action);
  }

  private static String file(Action action) {
    if (action instanceof NginxAction.WriteNginxFile a) {
      return "write " + name(a.file());
    } else if (action instanceof NginxAction.TryNginxFiles a) {
      return "try "
          + String.join(", ", a.files().stream().map(f -> name(f.file()).toString()).toList());
    } else if (action instanceof NginxAction.RemoveNginxFile a) {
      return "remove " + name(a.file());
    } else if (action instanceof FileAction.Remove a) {
      return "remove " + name(a.path());
    } else if (action instanceof FileAction.RemoveIfEmpty a) {
      return "remove if empty " + name(a.folder());
    } else if (action instanceof FileAction.CreateFolder a) {
      return "create " + name(a.folder());
    } else if (action instanceof NginxAction.ReloadNginx a) {
      return String.join(" ", a.command().argv());
    } else if (action instanceof NginxAction.StartNginx a) {
      return String.join(" ", a.command().argv());
    } else if (action instanceof NginxAction.QuitNginx a) {
      return String.join(" ", a.command().argv());
    }
    return action.describe();
  }

  private static Path name(Path path) {
    return path.getFileName();
  }
}
