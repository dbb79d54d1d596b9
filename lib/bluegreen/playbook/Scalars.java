package bluegreen.playbook;

import bluegreen.playbook.Kind.Rendered;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads single values, and knows which names their templates may use at that point of the file. */
final class Scalars {
  /** How what is meant to be a URL begins. */
  private static final Pattern SCHEME = Pattern.compile("(?i)[a-z][a-z0-9+.-]+:/.*");

  private final Templates templates;
  private final Findings findings;
  private final Map<String, Object> vars = new HashMap<>();
  private final Scope once;
  private final Scope perSlot;
  private Scope afterTasks;

  /** Reads values of the playbook of the app of that name. */
  Scalars(Templates templates, Findings findings, String app, Surroundings surroundings) {
    this.templates = templates;
    this.findings = findings;
    vars.putAll(surroundings.extraVars());
    once = Scope.of(app, Collections.unmodifiableMap(vars), surroundings.env());
    perSlot = once.at(Slot.BLUE, Endpoint.here(1), "1", Path.of("/release"));
    afterTasks = perSlot;
  }

  /** The names that are known before a slot is chosen; shows what is learnt later, too. */
  Scope scope() {
    return once;
  }

  /** Makes a variable known, unless the command line has set it. */
  void learn(String variable, Object value) {
    vars.putIfAbsent(variable, value);
  }

  /** Makes a task's result known to the tasks after it. */
  void register(String name, String path) {
    if (perSlot.names().containsKey(name) || name.equals(Scope.RECAP)) {
      findings.atValue(path, "expected a name of your own, got '" + name + "', which is taken");
    } else {
      afterTasks = afterTasks.with(name, TaskResult.sample());
    }
  }

  /** Checks that a task's condition can be decided. */
  void condition(String condition, String path) {
    try {
      templates.holds(condition, known(path).names());
    } catch (Templates.Unfillable e) {
      findings.atValue(path, e.getMessage());
    }
  }

  /** How it ended is known to those tasks alone that run then. */
  private Scope known(String path) {
    if (path.startsWith("app.fetch")) {
      return once.with("version", "1").with("target", "/target");
    }
    return path.startsWith("hooks.on_")
        ? afterTasks.with(Scope.RECAP, Scope.recap("1", "1", "0.0", "0", ""))
        : afterTasks;
  }

  /** The value of a scalar; empty where it is wrong (an error has been noted). */
  Optional<Object> read(Kind kind, String raw, String path) {
    if (kind instanceof Kind.Text text && text.rendered() == Rendered.NEVER) {
      return matching(text, raw, raw, path);
    }
    if (kind instanceof Kind.Text text && text.rendered() == Rendered.PER_SLOT) {
      return template(text, new Template(raw), path);
    }
    Optional<String> filled = fillOnce(new Template(raw), path);
    if (filled.isEmpty()) {
      return Optional.empty();
    }
    String value = filled.get();
    if (kind instanceof Kind.Text text) {
      return matching(text, raw, value, path);
    }
    Optional<Object> read = parse(kind, value);
    return read.isPresent() ? read : unexpected(kind, Words.found(raw, value), path);
  }

  private static Optional<Object> parse(Kind kind, String value) {
    if (kind instanceof Kind.Whole whole) {
      return Optional.of(value)
          .filter(v -> v.matches("-?[0-9]{1,9}"))
          .map(Integer::valueOf)
          .filter(n -> n >= whole.min() && n <= whole.max())
          .map(n -> n);
    }
    if (kind instanceof Kind.Flag) {
      return switch (value) {
        case "true", "yes" -> Optional.of(true);
        case "false", "no" -> Optional.of(false);
        default -> Optional.empty();
      };
    }
    if (kind instanceof Kind.Choice choice) {
      return Optional.<Object>of(value).filter(choice.words()::contains);
    }
    if (kind instanceof Kind.Often often) {
      return value.strip().equals(Kind.Often.OFF)
          ? Optional.of(Duration.ZERO)
          : Durations.parse(value)
              .filter(d -> d.compareTo(often.least()) >= 0 && d.compareTo(often.most()) <= 0)
              .map(d -> d);
    }
    Kind.Time time = (Kind.Time) kind;
    return Durations.parse(value).filter(d -> d.compareTo(time.least()) >= 0).map(d -> d);
  }

  private Optional<Object> template(Kind.Text text, Template template, String path) {
    try {
      String value = templates.fill(template, known(path).names());
      // What an earlier task will have said cannot be judged before it has run.
      return path.startsWith("app.fetch") || isFillable(template, perSlot)
          ? matching(text, template.source(), value, path).map(v -> template)
          : Optional.of(template);
    } catch (Templates.Unfillable e) {
      findings.atValue(path, e.getMessage());
      return Optional.empty();
    }
  }

  private Optional<Object> matching(Kind.Text text, String raw, String value, String path) {
    if (!value.matches(text.pattern())) {
      return unexpected(text, Words.found(raw, value), path);
    }
    Optional<String> flaw = Values.isPath(text) ? pathFlaw(value) : Optional.empty();
    boolean fetched = text == Values.ARTIFACT && SCHEME.matcher(value).matches();
    flaw = Values.isUrl(text) ? urlFlaw(value) : fetched ? fetchedFlaw(value) : flaw;
    if (flaw.isPresent()) {
      String found =
          fetched ? Words.found(Remote.veiled(raw), Remote.veiled(value)) : Words.found(raw, value);
      return unexpected(text, found + " (" + flaw.get() + ")", path);
    }
    return Optional.of(value);
  }

  /** What a program alone can fetch is not taken for a path. */
  private static Optional<String> fetchedFlaw(String value) {
    if (Remote.isUrl(value)) {
      return urlFlaw(value);
    }
    return Optional.of(
        value.matches("(?i)https?:.*")
            ? "two slashes follow the colon"
            : "a program of yours can fetch it: app.fetch");
  }

  private static Optional<String> urlFlaw(String value) {
    try {
      URI uri = new URI(value);
      if (uri.getHost() == null) {
        return Optional.of("its host is not a host name");
      }
      return uri.getPort() == 0 || uri.getPort() > 65535
          ? Optional.of("its port is not one from 1 to 65535")
          : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.of(e.getReason());
    }
  }

  private static Optional<String> pathFlaw(String value) {
    if (value.startsWith("~")) {
      return Optional.of("no shell replaces the '~'; write {{ env.HOME }}");
    }
    try {
      Path.of(value);
      return Optional.empty();
    } catch (InvalidPathException e) {
      return Optional.of("this machine's locale cannot express it; set LC_ALL=C.UTF-8");
    }
  }

  private Optional<String> fillOnce(Template template, String path) {
    try {
      return Optional.of(templates.fill(template, once.names()));
    } catch (Templates.Unfillable e) {
      findings.atValue(
          path,
          isFillable(template, afterTasks)
              ? "cannot depend on the slot, the release or a task; {{ … }} knows only app, env and"
                  + " vars here"
              : e.getMessage());
      return Optional.empty();
    }
  }

  private boolean isFillable(Template template, Scope known) {
    try {
      templates.fill(template, known.names());
      return true;
    } catch (Templates.Unfillable e) {
      return false;
    }
  }

  private Optional<Object> unexpected(Kind kind, String found, String path) {
    findings.atValue(path, "expected " + Words.expected(kind) + ", got " + found);
    return Optional.empty();
  }
}
