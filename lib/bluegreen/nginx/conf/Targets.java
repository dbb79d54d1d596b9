package bluegreen.nginx.conf;

import bluegreen.nginx.conf.Target.Literal;
import bluegreen.nginx.conf.Target.Member;
import bluegreen.nginx.conf.Target.Upstream;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds out where a {@code proxy_pass} leads, within the blocks that it stands in. */
final class Targets {
  private static final Pattern ADDRESS =
      Pattern.compile("(?s)(https?)://(unix:[^:]+|\\[[^\\]]*]|[^/:?#]+)(?::(\\d{1,5}))?:?(.*)");
  private static final Pattern VARIABLE = Pattern.compile("\\$(?:\\{(\\w+)}|(\\w+))");

  /** A variable may hold another one, but not for ever. */
  private static final int DEEPEST = 8;

  private final ServerBlock server;
  private final List<Directive> chain;
  private Optional<Directive> by = Optional.empty();

  private Targets(ServerBlock server, List<Directive> chain) {
    this.server = server;
    this.chain = chain;
  }

  /** For what stands in the last one of a chain of blocks. */
  static Targets of(ServerBlock server, List<Directive> chain) {
    return new Targets(server, chain);
  }

  Target of(String word) {
    String text = resolved(word, 0);
    Matcher address = ADDRESS.matcher(text);
    if (text.contains("$") || !address.matches()) {
      return new Target.Unknown(Word.decoded(text));
    }
    Optional<Directive> upstream =
        server.http().all("upstream").stream()
            .filter(u -> u.arg(0).equals(address.group(2)) && address.group(3) == null)
            .findFirst();
    return upstream
        .<Target>map(u -> new Upstream(u, members(u, address.group(1)), address.group(4), by))
        .orElseGet(() -> literal(address, by));
  }

  private static List<Member> members(Directive upstream, String scheme) {
    return upstream.all("server").stream()
        .flatMap(
            s -> {
              Matcher address = ADDRESS.matcher(scheme + "://" + s.arg(0));
              return address.matches()
                  ? Stream.of(new Member(s, literal(address, Optional.empty())))
                  : Stream.empty();
            })
        .toList();
  }

  private static Literal literal(Matcher address, Optional<Directive> by) {
    boolean unix = address.group(2).startsWith("unix:");
    int usual = unix ? 0 : address.group(1).equals("https") ? 443 : 80;
    int port = address.group(3) == null ? usual : Integer.parseInt(address.group(3));
    return new Literal(address.group(1), address.group(2), port, address.group(4), by);
  }

  /** A word with the variables in it replaced that are set once, and not under a condition. */
  private String resolved(String word, int depth) {
    Matcher variable = VARIABLE.matcher(word);
    StringBuilder out = new StringBuilder();
    int done = 0;
    while (variable.find()) {
      String name = variable.group(1) == null ? variable.group(2) : variable.group(1);
      Optional<Directive> set = depth < DEEPEST ? onlySet(name) : Optional.empty();
      out.append(word, done, variable.start());
      out.append(set.map(s -> resolved(s.arg(1), depth + 1)).orElse(variable.group()));
      by = set.or(() -> by);
      done = variable.end();
    }
    return out.append(word.substring(done)).toString();
  }

  private Optional<Directive> onlySet(String name) {
    List<Directive> sets =
        server.directive().tree().filter(d -> d.is("set") && d.arg(0).equals("$" + name)).toList();
    boolean always =
        sets.size() == 1 && chain.stream().anyMatch(b -> b.children().contains(sets.get(0)));
    boolean conditional =
        sets.size() == 1
            && chain.stream().anyMatch(b -> b.is("if") && b.children().contains(sets.get(0)));
    return always && !conditional ? Optional.of(sets.get(0)) : Optional.empty();
  }
}
