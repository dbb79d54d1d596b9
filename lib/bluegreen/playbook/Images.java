package bluegreen.playbook;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The keys of an app that is a container image: which go together, and what they mean. */
final class Images {
  /** Keys of an app that is a process of this machine. */
  private static final List<String> OF_PROCESSES =
      List.of("files", "java", "java_opts", "archive", "runner", "workdir");

  private static final List<String> OF_IMAGES =
      List.of("engine", "pull", "container_port", "options");

  /** What we say ourselves; the short ones may have their value behind them. */
  private static final Pattern OURS =
      Pattern.compile(
          "--(name|detach|rm|restart|env|env-file|publish|publish-all|pull|cidfile|interactive|tty"
              + "|attach|replace|pod)(=.*)?|-[depPita].*|(--label=?|-l)bluegreen\\..*",
          Pattern.DOTALL);

  private static final Pattern NETWORK = Pattern.compile("--net(work)?(=.*)?", Pattern.DOTALL);

  private final Section app;

  Images(Section app) {
    this.app = app;
  }

  /** What is said where both slots would want one port. */
  static String samePort(boolean image) {
    return image
        ? "expected {{ port }} or {{ slot }} in app.args or app.env, for the app to listen there;"
            + " or app.container_port"
        : "expected {{ port }} or {{ slot }} in it (or in app.env); otherwise both slots would"
            + " start on the same port";
  }

  void check(Findings findings) {
    if (findings.failed("app.image")) {
      return;
    }
    boolean image = app.has("image");
    for (String key : image ? OF_PROCESSES : OF_IMAGES) {
      if (app.has(key)) {
        findings.atKey(
            "app." + key,
            image ? "goes with an app that is no image" + instead(key) : "goes with app.image");
      }
    }
    if (image) {
      if (app.has("sha256")) {
        findings.atKey(
            "app.sha256", "goes with a file; pin an image in app.image: NAME@sha256:DIGEST");
      }
      options(findings);
    }
  }

  private static String instead(String key) {
    return switch (key) {
      case "files" -> "; app.options: [-v, FOLDER:PLACE] shows it a folder";
      case "java_opts" -> "; put them into app.env, as JAVA_TOOL_OPTIONS";
      case "workdir" -> "; app.options: [--workdir, FOLDER] sets the one in the container";
      default -> "";
    };
  }

  private void options(Findings findings) {
    if (findings.failed("app.options")) {
      return;
    }
    List<Template> options = app.templates("options");
    for (int i = 0; i < options.size(); i++) {
      String word = options.get(i).source();
      String path = "app.options[" + i + "]";
      if (i == 0 && !word.startsWith("-")) {
        findings.atValue(
            path, "expected an option, such as --memory=512m, got " + Words.quote(word));
      } else if (OURS.matcher(word).matches()) {
        findings.atValue(path, Words.quote(word) + " is for us to say" + key(word));
      } else if (NETWORK.matcher(word).matches() && !app.has("container_port")) {
        findings.atValue(
            path,
            "a network of its own goes with app.container_port; without that the container has the"
                + " machine's");
      }
    }
  }

  private static String key(String word) {
    if (word.matches("(?s)(--env|-e).*")) {
      return ": app.env and app.env_file";
    }
    return word.matches("(?s)(--publish|-p|-P).*") ? ": app.container_port" : "";
  }

  ContainerImage bind() {
    return new ContainerImage(
        app.required("image"),
        app.required("engine"),
        app.has("container_port") ? Optional.of(app.whole("container_port")) : Optional.empty(),
        app.required("pull").equals("always"),
        app.text("user"),
        app.templates("options"),
        app.has("args") ? app.templates("args") : List.of());
  }
}
