package bluegreen.playbook;

import io.pebbletemplates.pebble.extension.Extension;
import io.pebbletemplates.pebble.extension.ExtensionCustomizer;
import io.pebbletemplates.pebble.extension.Filter;
import io.pebbletemplates.pebble.extension.Function;
import io.pebbletemplates.pebble.extension.core.DefaultFilter;
import io.pebbletemplates.pebble.operator.BinaryOperator;
import io.pebbletemplates.pebble.tokenParser.TokenParser;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Leaves of Pebble what a value in a playbook needs, no loops, no files; and adds a filter. */
final class FewTags extends ExtensionCustomizer {
  private static final Set<String> TAGS = Set.of("if", "verbatim");
  private static final Set<String> REFUSED_FUNCTIONS = Set.of("range", "i18n");

  FewTags(Extension whole) {
    super(whole);
  }

  @Override
  public List<TokenParser> getTokenParsers() {
    List<TokenParser> few = new ArrayList<>();
    List<TokenParser> all = super.getTokenParsers();
    if (all != null) {
      for (TokenParser parser : all) {
        if (TAGS.contains(parser.getTag())) {
          few.add(parser);
        }
      }
    }
    return few;
  }

  @Override
  public Map<String, Function> getFunctions() {
    Map<String, Function> all = super.getFunctions();
    Map<String, Function> few = new HashMap<>(all == null ? Map.of() : all);
    few.keySet().removeAll(REFUSED_FUNCTIONS);
    return few;
  }

  @Override
  public Map<String, Filter> getFilters() {
    Map<String, Filter> filters = new HashMap<>();
    Map<String, Filter> all = super.getFilters();
    if (all != null) {
      filters.put("json", new ShortFilter(new JsonFilter()));
      // Pebble knows that one by its class.
      all.forEach(
          (name, filter) ->
              filters.put(
                  name, filter instanceof DefaultFilter ? filter : new ShortFilter(filter)));
    }
    return filters;
  }

  @Override
  public List<BinaryOperator> getBinaryOperators() {
    List<BinaryOperator> few = new ArrayList<>();
    List<BinaryOperator> all = super.getBinaryOperators();
    if (all != null) {
      for (BinaryOperator operator : all) {
        if (!operator.getSymbol().equals("..")) {
          few.add(operator);
        }
      }
    }
    return few;
  }
}
