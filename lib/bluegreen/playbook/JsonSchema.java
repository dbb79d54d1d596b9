package bluegreen.playbook;

import bluegreen.playbook.Kind.Key;
import bluegreen.playbook.Kind.Rendered;
import com.grack.nanojson.JsonWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes the {@link Keys} as a JSON schema, for editors that complete and check YAML. */
public final class JsonSchema {
  private static final String TEMPLATE = "\\{[{%#]";

  private JsonSchema() {}

  /** The schema's text, as {@code playbooks/playbook.schema.json} holds it. */
  public static String text() {
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("$schema", "http://json-schema.org/draft-07/schema#");
    schema.put("title", "Playbook of deploy.java");
    schema.putAll(of(Keys.PLAYBOOK));
    return JsonWriter.indent("  ").string().object(schema).done() + "\n";
  }

  private static Map<String, Object> of(Kind kind) {
    Map<String, Object> schema = new LinkedHashMap<>();
    if (kind instanceof Kind.Section section) {
      section(section, schema);
    } else if (kind instanceof Kind.Table table) {
      schema.put("type", "object");
      schema.put("additionalProperties", of(table.value()));
      schema.put("propertyNames", Map.of("pattern", "^" + table.keyPattern() + "$"));
    } else if (kind instanceof Kind.Items items) {
      Map<String, Object> list = new LinkedHashMap<>();
      list.put("type", "array");
      list.put("items", of(items.item()));
      if (items.least() > 0) {
        list.put("minItems", items.least());
      }
      if (items.orOne()) {
        schema.put("anyOf", List.of(list, of(items.item())));
      } else {
        schema.putAll(list);
      }
    } else {
      scalar(kind, schema);
    }
    return schema;
  }

  private static void section(Kind.Section section, Map<String, Object> schema) {
    Map<String, Object> properties = new LinkedHashMap<>();
    for (Key key : section.keys()) {
      Map<String, Object> property = new LinkedHashMap<>();
      String fallback = key.fallback().isEmpty() ? "" : " Default: " + key.fallback();
      property.put("description", key.about() + fallback);
      property.putAll(of(key.kind()));
      properties.put(key.name(), property);
    }
    schema.put("type", "object");
    schema.put("properties", properties);
    List<String> required = section.keys().stream().filter(Key::required).map(Key::name).toList();
    if (!required.isEmpty()) {
      schema.put("required", required);
    }
    if (!section.oneOf().isEmpty()) {
      schema.put(
          "oneOf", section.oneOf().stream().map(k -> Map.of("required", List.of(k))).toList());
    }
    schema.put("additionalProperties", false);
  }

  private static void scalar(Kind kind, Map<String, Object> schema) {
    if (kind instanceof Kind.Text text) {
      schema.put("type", List.of("string", "number", "boolean"));
      boolean editorsCanTell =
          text.rendered() == Rendered.NEVER || !text.pattern().contains("(?s)");
      if (editorsCanTell) {
        String own = "^(" + text.pattern() + ")$";
        schema.put("pattern", text.rendered() == Rendered.NEVER ? own : TEMPLATE + "|" + own);
      }
    } else if (kind instanceof Kind.Whole whole) {
      Map<String, Object> number = new LinkedHashMap<>();
      number.put("type", "integer");
      number.put("minimum", whole.min());
      number.put("maximum", whole.max());
      schema.put("anyOf", List.of(number, filledIn()));
    } else if (kind instanceof Kind.Flag) {
      schema.put("anyOf", List.of(Map.of("type", "boolean"), filledIn()));
    } else if (kind instanceof Kind.Choice choice) {
      schema.put("anyOf", List.of(Map.of("enum", choice.words()), filledIn()));
    } else if (kind instanceof Kind.Often) {
      Map<String, Object> time = new LinkedHashMap<>();
      time.put("type", "string");
      time.put("pattern", TEMPLATE + "|^\\s*([0-9]{1,4}(ms|s)|off)\\s*$");
      // An editor may take the word for what it is in YAML 1.1.
      schema.put("anyOf", List.of(time, Map.of("const", false)));
    } else {
      schema.put("type", "string");
      schema.put("pattern", TEMPLATE + "|^\\s*[0-9]{1,9}(ms|s|m|h)\\s*$");
    }
  }

  private static Map<String, Object> filledIn() {
    Map<String, Object> template = new LinkedHashMap<>();
    template.put("type", "string");
    template.put("pattern", TEMPLATE);
    return template;
  }
}
