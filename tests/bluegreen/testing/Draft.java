package bluegreen.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A playbook in the making. The values are YAML as they stand:
 *
 * <pre>{@code
 * server.light("2").app("env", "{ SHOP_FAIL: exit }").write("playbook.yml");
 * }</pre>
 */
public final class Draft {
  private final Path folder;
  private final Map<String, Map<String, String>> sections = new LinkedHashMap<>();

  Draft(Path folder) {
    this.folder = folder;
    for (String section : new String[] {"vars", "app", "ports", "health", "nginx", "rollout"}) {
      sections.put(section, new LinkedHashMap<>());
    }
    sections.put("hooks", new LinkedHashMap<>());
  }

  /** With that variable. */
  public Draft var(String name, String value) {
    return with("vars", name, value);
  }

  /** With that key under {@code app}. */
  public Draft app(String key, String value) {
    return with("app", key, value);
  }

  /** Without these keys under {@code app}. */
  public Draft appWithout(String... keys) {
    sections.get("app").keySet().removeAll(List.of(keys));
    return this;
  }

  /** With that key under {@code health}. */
  public Draft health(String key, String value) {
    return with("health", key, value);
  }

  /** With that key under {@code nginx}. */
  public Draft nginx(String key, String value) {
    return with("nginx", key, value);
  }

  /** With that key under {@code rollout}. */
  public Draft rollout(String key, String value) {
    return with("rollout", key, value);
  }

  /** Without a key that it has. */
  public Draft without(String section, String key) {
    sections.get(section).remove(key);
    return this;
  }

  /** With those tasks: a block of YAML list items that begin in the first column. */
  public Draft hook(String name, String tasks) {
    return with("hooks", name, "\n" + tasks.stripTrailing().indent(4).stripTrailing());
  }

  /** With those ports instead of the server's own: for a further app. */
  public Draft ports(int blue, int green) {
    return with("ports", "blue", String.valueOf(blue))
        .with("ports", "green", String.valueOf(green));
  }

  /** With an nginx of ours on that port behind somebody's own, which visitors reach there. */
  public Draft behind(int port, URI url) {
    sections.get("nginx").keySet().removeAll(List.of("site", "listen"));
    return nginx("behind", String.valueOf(port)).nginx("url", url.toString());
  }

  /** With that key of that section. */
  public Draft with(String section, String key, String value) {
    sections.computeIfAbsent(section, unseen -> new LinkedHashMap<>()).put(key, value);
    return this;
  }

  /** Writes it, beside or over what was written before; the name of the file. */
  public String write(String name) {
    StringBuilder text = new StringBuilder();
    sections.forEach(
        (section, keys) -> {
          if (!keys.isEmpty()) {
            text.append(section).append(":\n");
          }
          keys.forEach((k, v) -> text.append("  %s: %s%n".formatted(k, v)));
        });
    try {
      Files.writeString(folder.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return name;
  }
}
