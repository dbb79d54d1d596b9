package bluegreen.plan;

import bluegreen.playbook.Task;
import java.util.List;
import java.util.Optional;

/**
 * A named, idempotent unit of a plan.
 *
 * @param task the name of the user's task, where the step is one
 * @param expected what becomes of it unless it fails
 * @param summary the state that it finds or leaves, in a few words
 * @param notes what a person should know although it does not stand in the way
 * @param undo what is taken back where it fails, a line each
 */
public record Step(
    StepName name,
    Optional<String> task,
    Status expected,
    String summary,
    List<Action> actions,
    List<Note> notes,
    List<String> undo) {

  /** A step without notes. */
  public Step(
      StepName name, Optional<String> task, Status expected, String summary, List<Action> actions) {
    this(name, task, expected, summary, actions, List.of(), List.of());
  }

  /** The same step with notes. */
  Step noting(List<Note> notes) {
    return new Step(name, task, expected, summary, actions, List.copyOf(notes), undo);
  }

  /** The same step with what is taken back where it fails. */
  Step undoneBy(List<String> lines) {
    return new Step(name, task, expected, summary, actions, notes, List.copyOf(lines));
  }

  /** A step that finds everything as it should be. */
  static Step ok(StepName name, String summary) {
    return new Step(name, Optional.empty(), Status.OK, summary, List.of());
  }

  /** A step of a command that only looks. */
  public static Step looking(StepName name) {
    return ok(name, "");
  }

  /** A step that cannot be carried out. */
  static Step failed(StepName name, String summary) {
    return new Step(name, Optional.empty(), Status.FAILED, summary, List.of());
  }

  /** A step of actions: changed where one of them changes something. */
  static Step of(StepName name, String summary, List<Action> actions) {
    boolean changes = actions.stream().anyMatch(Action::changes);
    return new Step(
        name,
        Optional.empty(),
        changes ? Status.CHANGED : Status.OK,
        summary,
        List.copyOf(actions));
  }

  /** A task of the user's that has nothing to do. */
  static Step skipped(StepName hook, Task task, String why) {
    return new Step(hook, Optional.of(task.name()), Status.SKIPPED, why, List.of());
  }

  /** A task of the user's. */
  static Step task(StepName hook, Action.RunTask action) {
    Task task = action.task();
    Status status = action.changes() ? Status.CHANGED : Status.OK;
    return new Step(hook, Optional.of(task.name()), status, "", List.of(action));
  }

  /** The name as the output shows it. */
  public String title() {
    return task.map(t -> name.label() + ": " + t).orElse(name.label());
  }
}
