package bluegreen.playbook;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.Lifespan;
import net.jqwik.api.lifecycle.Store;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;

/**
 * Reads 100,000 playbooks, or as many as {@code BLUEGREEN_FUZZ} says: the same in every run with
 * the same number.
 */
@Label("Whatever a playbook's file holds, reading it")
class PlaybookFuzzTest {
  static final String TASKS =
      """
      vars: { profile: real, twice: "{{ vars.profile }}-{{ app.name }}" }
      app:
        name: shop-2
        command: [node, server.js, "{{ port }}"]
        files: dist/
        env: { SLOT: "{{ slot }}", MODE: "{% if slot == 'blue' %}a{% else %}b{% endif %}" }
      ports: { blue: 8081, green: 8082 }
      health: { url: "http://127.0.0.1:{{ port }}/" }
      nginx: { behind: 8090, include: /etc/nginx/conf.d/url.inc, variable: url }
      hooks:
        before_start:
          - { name: a, command: [./a.sh, "{{ version }}"], register: done, creates: "{{ release }}/a" }
          - { shell: "echo {{ done.stdout }}", when: "done.rc == 0", timeout: 5m, retries: 3, delay: 2s }
        after_switch:
          - uri:
              url: "http://127.0.0.1:{{ port }}/"
              method: POST
              status: [200, 201]
              headers: { X-Token: "{{ env.TOKEN | default('none') }}" }
              body: "{{ vars.profile }}"
              contains: ok
            when: slot == 'green' and not done.failed
            ignore_errors: true
            no_log: true
          - { shell: "true", environment: { A: "{{ port }}" } }
      """;

  /** Each with so many playbooks that together they are as many as wanted. */
  private static final int TRIES = 1_000;

  private final Store<Reading> reading = Store.getOrCreate("reading", Lifespan.RUN, Reading::new);

  /** A playbook in which nothing is wrong. */
  record Base(String text, Yaml tree) {
    static Base of(String text) {
      return new Base(text, Yaml.parse(text));
    }
  }

  /** A playbook's file, and how it came about. */
  record Mutated(Base base, List<YamlMutation> yamlMutations, List<ByteMutation> byteMutations) {
    byte[] bytes() {
      Yaml yaml = base.tree().copy();
      yamlMutations.forEach(m -> m.apply(yaml));
      byte[] bytes =
          (yamlMutations.isEmpty() ? base.text() : yaml.write()).getBytes(StandardCharsets.UTF_8);
      for (ByteMutation mutation : byteMutations) {
        bytes = mutation.of(bytes);
      }
      return bytes;
    }
  }

  /** As many as are read at a time; a failure shows the one that is to blame. */
  record Batch(List<Mutated> playbooks) {
    @Override
    public String toString() {
      return playbooks.size() + " playbooks";
    }
  }

  @Provide
  Arbitrary<Batch> playbooks() throws IOException {
    Arbitrary<Integer> number =
        Arbitraries.integers()
            .between(0, Integer.MAX_VALUE)
            .withDistribution(RandomDistribution.uniform());
    Arbitrary<YamlMutation> yaml =
        Combinators.combine(Arbitraries.of(YamlMutation.What.class), number, number, number)
            .as(YamlMutation::new);
    Arbitrary<ByteMutation> bytes =
        Combinators.combine(Arbitraries.of(ByteMutation.What.class), number, number)
            .as(ByteMutation::new);
    // One change lets most of a playbook pass; many together find what one hides.
    Arbitrary<Tuple.Tuple2<Integer, Integer>> sizes =
        Arbitraries.frequency(
            Tuple.of(3, Tuple.of(1, 0)),
            Tuple.of(3, Tuple.of(2, 0)),
            Tuple.of(1, Tuple.of(6, 0)),
            Tuple.of(2, Tuple.of(0, 1)),
            Tuple.of(1, Tuple.of(0, 4)),
            Tuple.of(1, Tuple.of(2, 1)));
    Arbitrary<Base> base = Arbitraries.of(bases());
    Arbitrary<Mutated> playbook =
        sizes.flatMap(
            size ->
                Combinators.combine(
                        base, yaml.list().ofSize(size.get1()), bytes.list().ofSize(size.get2()))
                    .as(Mutated::new));
    int many = Integer.parseInt(System.getenv().getOrDefault("BLUEGREEN_FUZZ", "100000"));
    return playbook.list().ofSize((many + TRIES - 1) / TRIES).map(Batch::new);
  }

  /** Small ones above all, which are quick to read; each thing that a playbook holds is in one. */
  static List<Base> bases() throws IOException {
    List<Base> bases = new ArrayList<>();
    try (Stream<Path> files = Files.list(Path.of("playbooks"))) {
      files
          .filter(f -> f.toString().endsWith(".yml"))
          .sorted()
          .forEach(f -> bases.add(Base.of(text(f))));
    }
    for (String playbook : List.of(Playbooks.MINIMAL, Playbooks.FULL, TASKS)) {
      bases.add(Base.of(playbook));
    }
    Yaml full = Yaml.parse(Playbooks.FULL);
    for (String section : full.keys) {
      Yaml small = Yaml.parse(Playbooks.MINIMAL);
      small.set("vars", full.get("vars"));
      small.set(section, full.get(section));
      bases.add(new Base(small.write(), small));
    }
    return bases;
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Property(
      tries = TRIES,
      seed = "8081",
      edgeCases = EdgeCasesMode.NONE,
      shrinking = ShrinkingMode.OFF)
  @StatisticsReport(StatisticsReport.StatisticsReportMode.OFF)
  @Label("gives a playbook, or errors with their places in sentences, and nothing else")
  void anything(@ForAll("playbooks") Batch batch) {
    for (boolean read :
        reading.get().judge(batch.playbooks().stream().map(Mutated::bytes).toList())) {
      Statistics.collect(read ? "read" : "refused");
    }
    // Else this would prove little: that all of it is refused at the door, or none of it is.
    Statistics.coverage(
        coverage -> {
          coverage.check("refused").percentage(p -> p > 30);
          coverage.check("read").percentage(p -> p > 5);
        });
  }
}
