package bluegreen.playbook;

import io.pebbletemplates.pebble.PebbleEngine;
import io.pebbletemplates.pebble.error.AttributeNotFoundException;
import io.pebbletemplates.pebble.error.ClassAccessException;
import io.pebbletemplates.pebble.error.PebbleException;
import io.pebbletemplates.pebble.error.RootAttributeNotFoundException;
import io.pebbletemplates.pebble.loader.StringLoader;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Fills in templates with Pebble; an unknown name is an error, never an empty text. */
public final class Templates {
  /** Names that Pebble adds by itself; to a playbook they are as unknown as any other. */
  private static final List<String> PEBBLE_NAMES = List.of("_context", "locale", "template");

  private static final Pattern UNEXPECTED =
      Pattern.compile("^Unexpected (?:.*of value )?\"(.*?)\"");
  private static final Pattern ABSENT =
      Pattern.compile("(Filter|Function|Test).*\\[(\\w+)\\] does not exist");
  private static final Pattern UNKNOWN_TAG = Pattern.compile("Unexpected tag name \"(\\w+)\"");

  private final PebbleEngine engine =
      new PebbleEngine.Builder()
          .loader(new StringLoader())
          .strictVariables(true)
          .autoEscaping(false)
          .newLineTrimming(false)
          .cacheActive(false)
          // A playbook is data: no template may call Java methods.
          .methodAccessValidator((object, method) -> false)
          .registerExtensionCustomizer(FewTags::new)
          .build();

  /** A template that cannot be filled in; the message says why. */
  public static final class Unfillable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unfillable(String message) {
      super(message, null, false, false);
    }
  }

  /**
   * Fills in a template.
   *
   * @throws Unfillable where a name is unknown or the template is malformed
   */
  public String fill(Template template, Map<String, Object> known) {
    return template.isPlain()
        ? template.source()
        : evaluate(template.source(), template.source(), known);
  }

  /**
   * Decides a condition such as {@code slot == 'green'}.
   *
   * @throws Unfillable where a name is unknown, the condition is malformed, or what it says is
   *     neither true nor false
   */
  public boolean holds(String condition, Map<String, Object> known) {
    String bare = condition.strip();
    if (bare.startsWith("{{") && bare.endsWith("}}")) {
      bare = bare.substring(2, bare.length() - 2).strip();
    }
    boolean word = bare.equals("yes") || bare.equals("no");
    String answer = word ? bare : evaluate("{{ " + bare + " }}", bare, known);
    return switch (answer) {
      // Variables are texts: `when: vars.migrate` asks what the text says, not whether there is
      // one.
      case "true", "yes" -> true;
      case "false", "no" -> false;
      default ->
          throw new Unfillable(
              "expected a condition that is true or false, such as slot == 'green'; "
                  + Words.quote(bare)
                  + " is "
                  + Words.quote(answer));
    };
  }

  private String evaluate(String source, String shown, Map<String, Object> known) {
    Map<String, Object> names = new HashMap<>(known);
    PEBBLE_NAMES.forEach(name -> names.putIfAbsent(name, new NoSuchName(name, known)));
    StringWriter out = new StringWriter();
    try {
      engine.getLiteralTemplate(source).evaluate(out, names);
    } catch (RuntimeException e) {
      throw explained(e, shown, known);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (StackOverflowError | OutOfMemoryError e) {
      throw new Unfillable("cannot be filled in: " + Words.quote(shown) + " is too large");
    }
    return out.toString();
  }

  private static Unfillable explained(
      RuntimeException failure, String source, Map<String, Object> known) {
    // A comparison wraps what went wrong with its operands.
    for (Throwable e = failure; e != null; e = e.getCause()) {
      if (e instanceof Unfillable unfillable) {
        return unfillable;
      } else if (e instanceof RootAttributeNotFoundException unknown) {
        return unknownRoot(unknown.getAttributeName(), known);
      } else if (e instanceof AttributeNotFoundException unknown) {
        return unknownAttribute(unknown.getAttributeName(), source, known);
      } else if (e instanceof ClassAccessException) {
        return new Unfillable("a template cannot call methods: " + Words.quote(source));
      }
    }
    String reason =
        failure instanceof PebbleException pebble
            ? reason(pebble.getPebbleMessage())
            : "its parts do not fit together";
    return new Unfillable(
        "cannot be filled in: " + Words.quote(source) + ": " + Words.visible(reason));
  }

  private static Unfillable unknownRoot(String name, Map<String, Object> known) {
    return new Unfillable("unknown name '" + name + "' in {{ … }}" + hint(name, known));
  }

  private static Unfillable unknownAttribute(
      String name, String source, Map<String, Object> known) {
    Optional<String> parent =
        known.keySet().stream()
            .filter(k -> known.get(k) instanceof Map)
            .filter(k -> isOf(name, k, source))
            .findFirst();
    if (parent.isEmpty()) {
      return new Unfillable("unknown name '" + name + "' in " + Words.quote(source));
    }
    String full = parent.get() + "." + name;
    if (parent.get().equals("env")) {
      return new Unfillable(
          "unknown name '"
              + full
              + "': there is no such environment variable; {{ "
              + full
              + " | default('') }} does without");
    }
    @SuppressWarnings("unchecked")
    Map<String, Object> siblings = (Map<String, Object>) known.get(parent.get());
    return new Unfillable("unknown name '" + full + "'" + hint(name, siblings));
  }

  private static boolean isOf(String name, String parent, String source) {
    Matcher use =
        Pattern.compile("\\b" + Pattern.quote(parent) + "\\s*(\\.|\\[\\s*['\"])\\s*(\\w+)")
            .matcher(source);
    return use.results().anyMatch(r -> r.group(2).equals(name));
  }

  private static String hint(String name, Map<String, Object> known) {
    List<String> names = known.keySet().stream().sorted().toList();
    return Suggestions.nearest(name, names)
        .map(n -> "; did you mean '" + n + "'?")
        .orElse("; known here: " + (names.isEmpty() ? "none" : String.join(", ", names)));
  }

  /** Pebble's words in those of someone who writes a playbook. */
  private static String reason(String message) {
    String reason = String.valueOf(message);
    Matcher absent = ABSENT.matcher(reason);
    Matcher token = UNEXPECTED.matcher(reason);
    Matcher tag = UNKNOWN_TAG.matcher(reason);
    if (tag.find()) {
      return "{% " + tag.group(1) + " %} is not there; only {% if %} and {% verbatim %} are";
    } else if (reason.contains("type EOF")) {
      return "expected }} at its end";
    } else if (absent.find()) {
      return "there is no " + absent.group(1).toLowerCase(Locale.ROOT) + " " + absent.group(2);
    } else if (token.find()) {
      return "unexpected '" + token.group(1) + "'";
    } else if (reason.startsWith("Unclosed comment")) {
      return "{# starts a comment that no #} ends; {{ '{#' }} stands for the two characters";
    }
    return reason.strip();
  }

  /** Stands where Pebble would put a value of its own; whoever prints it learns of the mistake. */
  private record NoSuchName(String name, Map<String, Object> known) {
    @Override
    public String toString() {
      throw unknownRoot(name, known);
    }
  }
}
