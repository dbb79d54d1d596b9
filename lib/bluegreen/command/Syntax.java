package bluegreen.command;

import bluegreen.playbook.Suggestions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The grammar of a command line: an optional command, options anywhere, operands. It is read here
 * and not by a library because the fastest of those we tried took longer to set up than a whole run
 * that finds nothing to do.
 *
 * @param commands the first is the one that is meant where none is named
 */
public record Syntax(List<Form> commands, List<Option> options) {

  /**
   * A command of the command line, with what it takes beside the options that all of them take.
   *
   * @param examples how it may be called, from its name on
   * @param before what an operand is called that may stand before the other; empty for none
   */
  public record Form(
      String name,
      String operand,
      boolean operandRequired,
      List<Option> options,
      String about,
      List<String> examples,
      String before) {
    /** A command with one operand. */
    public Form(
        String name,
        String operand,
        boolean operandRequired,
        List<Option> options,
        String about,
        List<String> examples) {
      this(name, operand, operandRequired, options, about, examples, "");
    }

    /** A command without examples. */
    public Form(
        String name, String operand, boolean operandRequired, List<Option> options, String about) {
      this(name, operand, operandRequired, options, about, List.of());
    }

    /** The same command with an operand that may stand before its own. */
    public Form after(String another) {
      return new Form(name, operand, operandRequired, options, about, examples, another);
    }

    private boolean takes(String option) {
      return options.stream().anyMatch(o -> o.name().equals(option));
    }
  }

  /**
   * An option.
   *
   * @param names such as {@code -n}, {@code --dry-run}; the last is the one it is known by
   * @param value what its value is called in the help; empty for one without a value
   * @param commands those that it has a meaning for; empty for all
   */
  public record Option(List<String> names, String value, String about, List<String> commands) {
    /** An option that has a meaning wherever it may stand. */
    public Option(List<String> names, String value, String about) {
      this(names, value, about, List.of());
    }

    /** The same option, for some commands only. */
    public Option with(String... commands) {
      return new Option(names, value, about, List.of(commands));
    }

    /** The name by which {@link Parsed} knows it. */
    public String name() {
      return names.get(names.size() - 1);
    }

    private boolean takesValue() {
      return !value.isEmpty();
    }
  }

  /**
   * What a command line says.
   *
   * @param named whether it names its command
   * @param before the operand that may stand before the command's own
   */
  public record Parsed(
      Form command,
      boolean named,
      Map<String, List<String>> given,
      Optional<String> before,
      Optional<String> operand) {
    /** Whether an option was given. */
    public boolean has(String option) {
      return given.containsKey(option);
    }

    /** How often an option was given. */
    public int count(String option) {
      return given.getOrDefault(option, List.of()).size();
    }

    /** The value of an option, the last where it was given more than once. */
    public Optional<String> value(String option) {
      List<String> values = given.getOrDefault(option, List.of());
      return values.isEmpty() ? Optional.empty() : Optional.of(values.get(values.size() - 1));
    }

    /** All values of an option. */
    public List<String> values(String option) {
      return given.getOrDefault(option, List.of());
    }
  }

  /** A command line that cannot be understood; the message says why. */
  public static final class Misused extends Exception {
    private static final long serialVersionUID = 1L;

    /** A misuse in the words of its message. */
    public Misused(String message) {
      super(message, null, false, false);
    }
  }

  /** Reads a command line. */
  public Parsed parse(List<String> args) throws Misused {
    return new Reader(args).read();
  }

  private final class Reader {
    private final List<String> left;
    private final Map<String, List<String>> given = new LinkedHashMap<>();
    private final List<String> operands = new ArrayList<>();
    private Optional<Form> command = Optional.empty();

    private Reader(List<String> args) {
      left = new ArrayList<>(args);
    }

    private Parsed read() throws Misused {
      boolean onlyOperands = false;
      while (!left.isEmpty()) {
        String arg = left.remove(0);
        if (onlyOperands || !arg.startsWith("-") || arg.equals("-")) {
          operand(arg);
        } else if (arg.equals("--")) {
          onlyOperands = true;
        } else if (arg.startsWith("--")) {
          longOption(arg);
        } else {
          shortOptions(arg);
        }
      }
      Form form = command.orElse(commands.get(0));
      if (operands.stream().anyMatch(String::isBlank)) {
        throw new Misused(
            form.operand() + " is empty, as of a variable of the shell's that is not set");
      } else if (form.operand().isEmpty() && !operands.isEmpty()) {
        throw new Misused(form.name() + " takes nothing more, got " + String.join(" ", operands));
      } else if (operands.size() > (form.before().isEmpty() ? 1 : 2)) {
        List<String> names = commands.stream().map(Form::name).toList();
        throw new Misused(
            Suggestions.nearest(operands.get(0), names)
                .filter(n -> command.isEmpty())
                .map(n -> "unknown command " + operands.get(0) + "; did you mean " + n + "?")
                .orElse("one " + form.operand() + " is enough, got " + String.join(" ", operands)));
      }
      refuseForeign(form);
      int last = operands.size() - 1;
      return new Parsed(
          form,
          command.isPresent(),
          given,
          last > 0 ? Optional.of(operands.get(0)) : Optional.empty(),
          last < 0 ? Optional.empty() : Optional.of(operands.get(last)));
    }

    /** The first word names the command where there is one of that name. */
    private void operand(String arg) {
      Optional<Form> named =
          command.isEmpty() && operands.isEmpty()
              ? commands.stream().filter(c -> c.name().equals(arg)).findFirst()
              : Optional.empty();
      if (named.isPresent()) {
        command = named;
      } else {
        operands.add(arg);
      }
    }

    private void longOption(String arg) throws Misused {
      int equals = arg.indexOf('=');
      String name = equals < 0 ? arg : arg.substring(0, equals);
      Option option = option(name);
      if (!option.takesValue()) {
        if (equals >= 0) {
          throw new Misused(name + " takes no value");
        }
        add(option, "");
      } else if (equals >= 0) {
        add(option, arg.substring(equals + 1));
      } else {
        add(option, next(option, name));
      }
    }

    private void shortOptions(String arg) throws Misused {
      for (int i = 1; i < arg.length(); i++) {
        Option option = option("-" + arg.charAt(i));
        if (option.takesValue()) {
          String rest = arg.substring(i + 1);
          add(option, rest.isEmpty() ? next(option, "-" + arg.charAt(i)) : rest);
          return;
        }
        add(option, "");
      }
    }

    private String next(Option option, String name) throws Misused {
      if (left.isEmpty()) {
        throw new Misused(name + " needs a value: " + name + " " + option.value());
      }
      return left.remove(0);
    }

    private void add(Option option, String value) {
      given.computeIfAbsent(option.name(), n -> new ArrayList<>()).add(value);
    }

    private Option option(String name) throws Misused {
      Optional<Option> known = all().filter(o -> o.names().contains(name)).findFirst();
      if (known.isPresent()) {
        return known.get();
      }
      List<String> names = all().flatMap(o -> o.names().stream()).toList();
      String hint =
          name.length() < 3
              ? ""
              : Suggestions.nearest(name, names).map(n -> "; did you mean " + n + "?").orElse("");
      throw new Misused("unknown option " + name + hint);
    }

    /** What has no meaning for a command would be passed over in silence. */
    private void refuseForeign(Form form) throws Misused {
      for (String option : given.keySet()) {
        List<String> knowing = knowing(option);
        if (!knowing.isEmpty() && !knowing.contains(form.name())) {
          throw new Misused(
              "%s goes with the %s %s, not with %s"
                  .formatted(
                      option,
                      knowing.size() == 1 ? "command" : "commands",
                      String.join(", ", knowing),
                      form.name()));
        }
      }
    }

    private Stream<Option> all() {
      return Stream.concat(options.stream(), commands.stream().flatMap(c -> c.options().stream()));
    }
  }

  /** The commands that an option has a meaning for; empty for all. */
  private List<String> knowing(String option) {
    List<String> own =
        commands.stream().filter(form -> form.takes(option)).map(Form::name).toList();
    return own.isEmpty()
        ? options.stream()
            .filter(o -> o.name().equals(option))
            .findFirst()
            .map(Option::commands)
            .orElse(List.of())
        : own;
  }

  /** The options that a command takes, its own first. */
  List<Option> of(Form form) {
    return Stream.concat(
            form.options().stream(),
            options.stream()
                .filter(o -> o.commands().isEmpty() || o.commands().contains(form.name())))
        .toList();
  }
}
