package bluegreen.nginx.conf;

import bluegreen.nginx.conf.Target.Literal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One of the places that a {@code proxy_pass} may lead to, as the request or an upstream's turn has
 * it.
 *
 * @param directive what names it: a {@code server} of an upstream, a {@code set}, a line of a map
 * @param address where it is; empty where that cannot be told
 * @param spare whether it is asked only where no other one answers
 */
public record Choice(Directive directive, Optional<Literal> address, boolean spare) {
  private static final Pattern VARIABLE = Pattern.compile("\\$(?:\\{(\\w+)}|(\\w+))");

  /** Blocks that give a variable one of several values. */
  private static final Set<String> TABLES = Set.of("map", "split_clients", "geo");

  /** A variable may hold another one, but not for ever. */
  private static final int DEEPEST = 8;

  private static final int MOST = 64;

  /** All of a pass's. */
  static List<Choice> of(Pass pass) {
    List<Choice> choices = new ArrayList<>();
    add(pass, pass.directive(), pass.directive().arg(0), 0, choices);
    return List.copyOf(choices);
  }

  private static void add(Pass pass, Directive by, String word, int depth, List<Choice> choices) {
    Matcher variable = VARIABLE.matcher(word);
    if (!variable.find()) {
      choices.addAll(at(pass, by, word));
      return;
    }
    String name = variable.group(1) == null ? variable.group(2) : variable.group(1);
    List<Directive> values = depth < DEEPEST ? values(pass, name) : List.of();
    if (values.isEmpty()) {
      choices.add(new Choice(by, Optional.empty(), false));
    }
    for (Directive value : values) {
      String last = value.is("set") ? value.arg(1) : value.arg(0);
      String said = word.substring(0, variable.start()) + last + word.substring(variable.end());
      if (choices.size() < MOST) {
        add(pass, value, said, depth + 1, choices);
      }
    }
  }

  /** What gives a variable its value: the last {@code set}, conditions after it, or a table. */
  private static List<Directive> values(Pass pass, String name) {
    List<Directive> values = new ArrayList<>();
    Stream.of(pass.server().directive(), pass.location())
        .distinct()
        .flatMap(block -> block.children().stream())
        .forEach(
            d -> {
              if (sets(d, name)) {
                values.clear();
                values.add(d);
              } else if (d.is("if")) {
                d.children().stream().filter(s -> sets(s, name)).forEach(values::add);
              }
            });
    pass.server().http().children().stream()
        .filter(d -> TABLES.contains(d.name()))
        .filter(d -> d.args().size() > 0 && d.arg(d.args().size() - 1).equals("$" + name))
        .flatMap(d -> d.children().stream())
        .filter(line -> line.args().size() == 1 && !line.is("include"))
        .forEach(values::add);
    return values;
  }

  private static boolean sets(Directive directive, String name) {
    return directive.is("set") && directive.arg(0).equals("$" + name);
  }

  private static List<Choice> at(Pass pass, Directive by, String word) {
    Target target = Targets.of(pass.server(), List.of()).of(word);
    if (target instanceof Target.Upstream upstream) {
      return upstream.members().stream()
          .filter(m -> !m.directive().args().contains("down"))
          .map(
              m ->
                  new Choice(
                      m.directive(),
                      Optional.of(m.address()),
                      m.directive().args().contains("backup")))
          .toList();
    }
    Optional<Literal> address =
        target instanceof Literal literal ? Optional.of(literal) : Optional.empty();
    return List.of(new Choice(by, address, false));
  }

  /** As a person finds it. */
  public String shown() {
    return directive.place() + ": " + directive.shown() + ";";
  }

  /** Whether it is a port of this machine's own loopback address. */
  public boolean isHere() {
    return address.filter(Literal::isLoopback).isPresent();
  }
}
