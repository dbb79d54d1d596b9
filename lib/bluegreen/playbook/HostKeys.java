package bluegreen.playbook;

import static bluegreen.playbook.Values.COMMAND;
import static bluegreen.playbook.Values.MOMENT;
import static bluegreen.playbook.Values.optional;
import static bluegreen.playbook.Values.required;

import bluegreen.playbook.Kind.Rendered;
import bluegreen.playbook.Kind.Section;
import bluegreen.playbook.Kind.Text;
import bluegreen.playbook.Kind.Time;
import java.util.List;

/** The keys of an app that runs where only the user's commands reach it. */
final class HostKeys {
  private static final Text PLACE =
      new Text(
          Rendered.ONCE,
          "(\\[[0-9a-fA-F:.]+\\]|[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?):[0-9]{1,5}",
          "a host and a port such as 10.0.0.11:8080 or [fd00::11]:8080");

  private HostKeys() {}

  static Section slots() {
    return new Section(
        List.of(
            required("blue", PLACE, "Where the app in the blue slot is reached from here."),
            required("green", PLACE, "Where the app in the green slot is reached from here.")));
  }

  static Section start() {
    return new Section(
        List.of(
            required(
                "run",
                COMMAND,
                "A program and its arguments, no shell, that has the version run in the slot and"
                    + " then ends with 0."),
            required("stop", COMMAND, "The same to stop what runs in the slot."),
            optional(
                "running",
                COMMAND,
                "",
                "The same to tell whether it runs: 0 yes, 1 to 123 no, anything else that this"
                    + " cannot be told just now. Without it, what was started counts as running"
                    + " until it is stopped."),
            optional("logs", COMMAND, "", "The same to show the last lines that it has written."),
            optional("timeout", new Time(MOMENT), "60s", "How long each of them may take.")));
  }
}
