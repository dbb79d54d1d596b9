package bluegreen.nginx.conf;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A {@code proxy_pass} and where it leads.
 *
 * @param server the block that it is in
 * @param directive the {@code proxy_pass} itself
 * @param location the block right around it
 * @param around the location that it is in: the same, but where that is a condition
 */
public record Pass(
    ServerBlock server, Directive directive, Directive location, Directive around, Target target) {

  /** The conditions in a location that may have a pass of their own. */
  private static final Set<String> CONDITIONS = Set.of("if", "limit_except");

  /** All places that it may lead to, where the target alone does not tell. */
  public List<Choice> choices() {
    return Choice.of(this);
  }

  static Stream<Pass> in(ServerBlock server, Directive block, List<Directive> chain) {
    return block.children().stream()
        .flatMap(
            d -> {
              if (d.is("proxy_pass")) {
                Target target = Targets.of(server, chain).of(d.arg(0));
                return Stream.of(new Pass(server, d, block, around(chain), target));
              }
              return d.body().isPresent() ? in(server, d, with(chain, d)) : Stream.empty();
            });
  }

  private static Directive around(List<Directive> chain) {
    int last = chain.size() - 1;
    while (last > 0 && CONDITIONS.contains(chain.get(last).name())) {
      last--;
    }
    return chain.get(last);
  }

  private static List<Directive> with(List<Directive> chain, Directive next) {
    List<Directive> longer = new ArrayList<>(chain);
    longer.add(next);
    return longer;
  }
}
