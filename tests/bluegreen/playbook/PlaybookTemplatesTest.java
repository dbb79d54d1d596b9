package bluegreen.playbook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.playbook.Playbook.Jar;
import bluegreen.playbook.Playbook.Standby;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A playbook with templates")
class PlaybookTemplatesTest {
  @TempDir Path folder;

  private Playbook read(String yaml) throws IOException, InvalidPlaybook {
    return Playbooks.read(Playbooks.write(folder, yaml), Playbooks.ROOT);
  }

  private Playbook read(String yaml, Surroundings surroundings)
      throws IOException, InvalidPlaybook {
    return Playbooks.read(Playbooks.write(folder, yaml), surroundings);
  }

  private static String filled(Template template, Playbook playbook, Slot slot) {
    Map<String, Object> known =
        playbook.scope().at(slot, playbook.ports().of(slot), "1.4.2", Path.of("/r")).names();
    return new Templates().fill(template, known);
  }

  @Test
  @DisplayName("fills them in for each slot")
  void perSlot() throws Exception {
    Playbook playbook = read(Playbooks.FULL);
    Template url = playbook.health().question().place();
    assertEquals("http://127.0.0.1:8081/actuator/health", filled(url, playbook, Slot.BLUE));
    assertEquals("http://127.0.0.1:8082/actuator/health", filled(url, playbook, Slot.GREEN));
  }

  @Test
  @DisplayName("knows slot, port, version, release, app.name, vars and env")
  void names() throws Exception {
    Playbook playbook =
        read(
            "vars: { a: b }\n"
                + Playbooks.MINIMAL.replace(
                    "jar: shop.jar",
                    "jar: shop.jar\n  args: [\"{{ slot }} {{ port }} {{ version }} {{ release }}"
                        + " {{ app.name }} {{ vars.a }} {{ env.HOME }}\"]"));
    Template args = ((Jar) playbook.app().program()).args().get(0);
    assertEquals("green 8082 1.4.2 /r shop b /home/shop", filled(args, playbook, Slot.GREEN));
  }

  @Test
  @DisplayName("takes a variable from the command line before the file's own")
  void extraVars() throws Exception {
    Surroundings given = Playbooks.with(Map.of("profile", "test"));
    Playbook playbook = read(Playbooks.FULL, given);
    Template profile = ((Jar) playbook.app().program()).args().get(1);
    assertEquals("--spring.profiles.active=test", filled(profile, playbook, Slot.BLUE));
  }

  @Test
  @DisplayName("does not fill in what a variable from the command line says")
  void extraVarsAreData() throws Exception {
    Surroundings given = Playbooks.with(Map.of("profile", "{{ env.TOKEN }}"));
    Playbook playbook = read(Playbooks.FULL, given);
    Template profile = ((Jar) playbook.app().program()).args().get(1);
    assertEquals("--spring.profiles.active={{ env.TOKEN }}", filled(profile, playbook, Slot.BLUE));
  }

  @ParameterizedTest(name = "{0}, -e {1}")
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "{{ vars.port_of }}        | port_of | -",
        "{{ vars.port_of }}        | prot_of | -e prot_of has no effect: the playbook does not ask"
            + " for {{ vars.prot_of }}; did you mean 'port_of'?",
        "{{ vars['port_of'] }}     | port_of | -",
        "{{ vars[app.name] }}      | prot_of | -",
        "all vars                  | color   | -e color has no effect: the playbook does not ask"
            + " for {{ vars.color }}",
        "{{ app.name }}            | unused  | -",
      })
  @DisplayName("remarks on a variable of the command line that it neither has nor asks for")
  void unused(String argument, String given, String remark) throws Exception {
    String yaml =
        "vars: { unused: x }\n"
            + Playbooks.MINIMAL.replace(
                "jar: shop.jar",
                "jar: shop.jar\n  args: [\"{{ port }}\", \"%s\"]".formatted(argument));
    Map<String, String> vars =
        new HashMap<>(Map.of("port_of", "1", "shop", "1")); // All that templates ask for.
    vars.put(given, "1");
    List<String> remarks =
        read(yaml, Playbooks.with(vars)).remarks().stream()
            .filter(r -> r.startsWith("-e " + given + " "))
            .toList();
    assertEquals(Optional.ofNullable(remark).stream().toList(), remarks);
  }

  @Test
  @DisplayName("looks once at what stands in itself by an alias")
  void recursive() throws Exception {
    String yaml =
        Playbooks.MINIMAL.replace(
            "health:", "health:\n  headers: &r { Host: \"{{ vars.a }}\", <<: [{ B: b }, *r] }");
    assertEquals(List.of(), read(yaml, Playbooks.with(Map.of("a", "x"))).remarks());
  }

  @Test
  @DisplayName("lets a variable use those above it, and the command line's in their place")
  void variablesOfVariables() throws Exception {
    String yaml =
        "vars: { a: x, b: \"{{ vars.a }}-{{ app.name }}\" }\n"
            + Playbooks.MINIMAL.replace("shop.jar", "\"{{ vars.b }}.jar\"");
    assertEquals(folder.resolve("x-shop.jar"), jar(read(yaml)));
    assertEquals(folder.resolve("y-shop.jar"), jar(read(yaml, Playbooks.with(Map.of("a", "y")))));
  }

  @Test
  @DisplayName("fills in numbers, times and choices too")
  void typed() throws Exception {
    Playbook playbook =
        read(
            "vars: { port: 9001, wait: 5s, standby: stop, install: true, often: off, quiet: false"
                + " }\n"
                + Playbooks.MINIMAL
                    .replace("blue: 8081", "blue: \"{{ vars.port }}\"")
                    .replace("  site:", "  install: \"{{ vars.install }}\"\n  site:")
                + "rollout: { drain: \"{{ vars.wait }}\", standby: \"{{ vars.standby }}\","
                + " probe: \"{{ vars.often }}\", quiet_start: \"{{ vars.quiet }}\" }\n");
    assertEquals(9001, playbook.ports().blue().port());
    assertTrue(playbook.nginx().install());
    assertEquals(
        new Playbook.Rollout(
            Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ZERO, Standby.STOP, false),
        playbook.rollout());
  }

  @Test
  @DisplayName("lets a task use what earlier tasks registered, also those of earlier hooks")
  void results() throws Exception {
    Playbook playbook =
        read(
            Playbooks.MINIMAL
                + """
                hooks:
                  before_switch:
                    - uri:
                        url: "{{ found.stdout }}"
                      when: found.rc == 0 and not found.skipped
                  before_start:
                    - shell: find-it
                      register: found
                """);
    Task task = playbook.hooks().beforeSwitch().get(0);
    assertEquals(Optional.of("found.rc == 0 and not found.skipped"), task.when());
    assertEquals("{{ found.stdout }}", ((Task.Uri) task.work()).url().source());
  }

  private Path jar(Playbook playbook) {
    return ((Jar) playbook.app().program()).jar();
  }
}
