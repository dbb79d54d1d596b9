package bluegreen.playbook;

import static bluegreen.playbook.Values.ARGUMENTS;
import static bluegreen.playbook.Values.PORT;
import static bluegreen.playbook.Values.optional;

import bluegreen.playbook.Kind.Choice;
import bluegreen.playbook.Kind.Key;
import bluegreen.playbook.Kind.Rendered;
import bluegreen.playbook.Kind.Text;
import java.util.ArrayList;
import java.util.List;

/** The keys of an app that is a container image. */
final class ContainerKeys {
  /** As the engines read it: a name, and a tag or a digest. */
  private static final String REFERENCE =
      "[A-Za-z0-9][A-Za-z0-9._:/-]{0,250}(@sha256:[0-9a-f]{64})?";

  private ContainerKeys() {}

  /** Those of every app, and these. */
  static List<Key> after(Key... others) {
    List<Key> keys = new ArrayList<>(List.of(others));
    keys.addAll(own());
    return List.copyOf(keys);
  }

  private static List<Key> own() {
    return List.of(
        optional(
            "image",
            new Text(Rendered.ONCE, REFERENCE, "the name of an image"),
            "",
            "Instead of `jar`: a container image, with its tag or digest; a container a slot."),
        optional(
            "engine",
            new Choice(List.of("docker", "podman")),
            "docker",
            "With `image`: the container engine of this machine."),
        optional(
            "pull",
            new Choice(List.of("missing", "always")),
            "missing",
            "With `image`: when it is asked of its registry; `always` at each deployment, for a tag"
                + " that moves."),
        optional(
            "container_port",
            PORT,
            "",
            "With `image`: the port that the app listens on in its container, published on the"
                + " slot's port of 127.0.0.1. Without it the container has the machine's network,"
                + " and the app listens on `{{ port }}`."),
        optional(
            "options",
            ARGUMENTS,
            "",
            "With `image`: further options of the engine's `create`, such as `--memory=512m`."));
  }
}
