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

  /** What Pebble says in the words of those who write templates in Java. */
  private static final Pattern ACTUAL_TYPE = Pattern.compile("\\.? Actual type was: \\S+");

  private static final Pattern INSIDES =
      Pattern.compile("\\bnull\\b|\\bclass\\b|strict variables|\\b(java|io|org)\\.[a-z]");

  /** What Java makes of an array where a text is wanted, as after {@code | split(',')}. */
  private static final Pattern ARRAY = Pattern.compile("\\[(L[\\w.$]+;|[BCDFIJSZ])@[0-9a-f]+");

  private static final String MISFIT = "its parts do not fit together";
  private static final int MOST_NAMES = 20;

  private final PebbleEngine engine =
      new PebbleEngine.Builder()
          .loader(new StringLoader())
          .strictVariables(true)
          .autoEscaping(false)
          .newLineTrimming(false)
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
      throw tooLarge(shown);
    }
    String filled = out.toString();
    if (ARRAY.matcher(filled).find() && !ARRAY.matcher(source).find()) {
      throw new Unfillable(
          "cannot be filled in: "
              + Words.quote(shown)
              + " is a list; | join(' ') makes a text of it");
    }
    return filled;
  }

  private static Unfillable explained(
      RuntimeException failure, String source, Map<String, Object> known) {
    // A comparison wraps what went wrong with its operands.
    for (Throwable e = failure; e != null; e = e.getCause()) {
      if (e instanceof Unfillable unfillable) {
        return unfillable;
      } else if (e instanceof ShortFilter.TooLarge) {
        return tooLarge(source);
      } else if (e instanceof AttributeNotFoundException unknown) {
        // Nothing at all, as the key of something.
        String name = unknown.getAttributeName();
        if (name == null || name.equals("null") || ARRAY.matcher(name).find()) {
          return unfit(source, MISFIT);
        }
        return e instanceof RootAttributeNotFoundException
            ? unknownRoot(name, known)
            : unknownAttribute(name, source, known);
      } else if (e instanceof ClassAccessException) {
        return new Unfillable("a template cannot call methods: " + Words.quote(source));
      }
    }
    String reason =
        failure instanceof PebbleException pebble ? reason(pebble.getPebbleMessage()) : MISFIT;
    return unfit(source, reason);
  }

  private static Unfillable tooLarge(String source) {
    return new Unfillable("cannot be filled in: " + Words.quote(source) + " is too large");
  }

  private static Unfillable unfit(String source, String reason) {
    return new Unfillable(
        "cannot be filled in: " + Words.quote(source) + ": " + Words.sentence(reason));
  }

  private static Unfillable unknownRoot(String name, Map<String, Object> known) {
    if (name.equals("null")) { // No name of that kind can be written: there was none.
      return new Unfillable("there is no name where one is expected in {{ … }}");
    }
    return new Unfillable(
        "unknown name '" + Words.shorten(name) + "' in {{ … }}" + hint(name, known));
  }

  private static Unfillable unknownAttribute(
      String name, String source, Map<String, Object> known) {
    Optional<String> parent =
        known.keySet().stream()
            .filter(k -> known.get(k) instanceof Map)
            .filter(k -> isOf(name, k, source))
            .findFirst();
    if (parent.isEmpty()) {
      return new Unfillable("unknown name '" + Words.shorten(name) + "' in " + Words.quote(source));
    }
    String full = parent.get() + "." + Words.shorten(name);
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
    List<String> shown = names.stream().limit(MOST_NAMES).map(Words::shorten).toList();
    String more = names.size() > MOST_NAMES ? ", ..." : "";
    return Suggestions.nearest(name, names)
        .map(n -> "; did you mean '" + Words.shorten(n) + "'?")
        .orElse("; known here: " + (names.isEmpty() ? "none" : String.join(", ", shown) + more));
  }

  /** Pebble's words in those of someone who writes a playbook. */
  private static String reason(String message) {
    String reason = String.valueOf(message);
    Matcher absent = ABSENT.matcher(reason);
    Matcher token = UNEXPECTED.matcher(reason);
    Matcher tag = UNKNOWN_TAG.matcher(reason);
    if (tag.find()) {
      return "{% " + tag.group(1) + " %} is not there; only {% if %} and {% verbatim %} are";
    } else if (reason.contains("type EOF") || reason.contains("\"EOF\" of value")) {
      return "expected }} at its end";
    } else if (absent.find()) {
      return "there is no " + absent.group(1).toLowerCase(Locale.ROOT) + " " + absent.group(2);
    } else if (token.find()) {
      return "unexpected '" + token.group(1) + "'";
    } else if (reason.startsWith("Unclosed comment")) {
      return "{# starts a comment that no #} ends; {{ '{#' }} stands for the two characters";
    }
    String plain = ACTUAL_TYPE.matcher(reason).replaceAll("").strip();
    return INSIDES.matcher(plain).find() ? MISFIT : plain;
  }

  /** Stands where Pebble would put a value of its own; whoever prints it learns of the mistake. */
  private record NoSuchName(String name, Map<String, Object> known) {
    @Override
    public String toString() {
      throw unknownRoot(name, known);
    }
  }
}
