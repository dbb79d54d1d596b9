///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DEPS org.yaml:snakeyaml:2.7
//DEPS org.zeroturnaround:zt-exec:1.13.0
//DEPS com.konghq:unirest-java-core:4.10.1
//DEPS io.pebbletemplates:pebble:4.1.2
//DEPS com.grack:nanojson:1.10
//DEPS org.apache.commons:commons-compress:1.28.0
//DEPS org.slf4j:slf4j-nop:2.0.20
//SOURCES ../lib/**/*.java
//SOURCES bluegreen/bench/*.java
//SOURCES bluegreen/testing/PlainJbang.java
//SOURCES bluegreen/testing/Builds.java
//SOURCES bluegreen/testing/ShopJar.java
//FILES nginx/=../nginx/*
//COMPILE_OPTIONS -encoding UTF-8 -Xlint:all -Werror
//COMPILE_OPTIONS -J-XX:+UseSerialGC -J-XX:TieredStopAtLevel=1

import bluegreen.bench.Behind;
import bluegreen.bench.CommandTimes;
import bluegreen.bench.Handover;
import bluegreen.bench.MarkdownTable;
import bluegreen.bench.Reloads;
import bluegreen.bench.Sandbox;
import bluegreen.bench.Servers;
import bluegreen.bench.Starts;
import bluegreen.bench.Switches;
import bluegreen.bench.ThisMachine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures, and prints the figures as Markdown for docs/measured.md. Nothing is asserted: a machine
 * under load is slow, not wrong.
 *
 * <p>Run from the repository's root. Everything happens in a temporary folder, on ports that were
 * free, and is gone afterwards.
 */
public final class bench {
  private static final String USAGE =
      """
      Usage, in the repository's root: ./jbang tests/bench.java [OPTIONS] [MEASUREMENT]...

      Measurements; default: all of them
        commands   whole runs of deploy.java, by ./jbang and by a JBang on the PATH, beside a bare
                   script and beside ansible-playbook
        handover   from the new version's first healthy answer to all traffic on it
        switches   requests lost in switches, and throughput: deploy.java beside other proxies
        reloads    requests lost in reloads: ours and those of the nginx in front of it
        behind     what an nginx of ours behind somebody's block costs, beside passing straight
        starts     what visitors feel while a new version starts: quietly, with an archive, neither

      Options
        --rounds N        rounds of `commands`; default: 7
        --deployments N   deployments of `handover`; default: 5
        --switches N      switches of each proxy of `switches`; default: 50
        --seconds N       seconds that they are spread over; default: 120
        --reloads N       reloads of each nginx of `reloads`, for each kind of clients; default: 20
        --pairs N         pairs of slices of `behind`; default: 15
        --starts N        deployments of each kind of `starts`; default: 5

      Another nginx: PATH=FOLDER:$PATH ./jbang tests/bench.java
      """;

  private static final List<String> MEASUREMENTS =
      List.of("commands", "handover", "switches", "reloads", "behind", "starts");

  private final List<String> wanted = new ArrayList<>();
  private int rounds = 7;
  private int deployments = 5;
  private int switches = 50;
  private int seconds = 120;
  private int reloads = 20;
  private int pairs = 15;
  private int starts = 5;

  private bench() {}

  /** Measures what the arguments name and ends the process. */
  public static void main(String... args) throws IOException, InterruptedException {
    bench bench = new bench();
    if (!bench.understands(List.of(args)) || !Files.isExecutable(Path.of("jbang"))) {
      System.err.print(USAGE);
      System.exit(2);
    }
    try {
      bench.measure();
    } catch (IllegalStateException e) {
      System.err.println("error: " + e.getMessage());
      System.exit(1);
    }
  }

  private boolean understands(List<String> arguments) {
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (MEASUREMENTS.contains(argument)) {
        wanted.add(argument);
        continue;
      }
      String number = i + 1 < arguments.size() ? arguments.get(++i) : "";
      if (!number.matches("[1-9]\\d{0,2}")) {
        return false;
      }
      switch (argument) {
        case "--rounds" -> rounds = Integer.parseInt(number);
        case "--deployments" -> deployments = Integer.parseInt(number);
        case "--switches" -> switches = Integer.parseInt(number);
        case "--seconds" -> seconds = Integer.parseInt(number);
        case "--reloads" -> reloads = Integer.parseInt(number);
        case "--pairs" -> pairs = Integer.parseInt(number);
        case "--starts" -> starts = Integer.parseInt(number);
        default -> {
          return false;
        }
      }
    }
    return true;
  }

  private boolean wants(String measurement) {
    return wanted.isEmpty() || wanted.contains(measurement);
  }

  private void measure() throws IOException, InterruptedException {
    List<MarkdownTable> tables = new ArrayList<>();
    if (wants("commands")) {
      try (Sandbox sandbox = Sandbox.create()) {
        tables.add(new CommandTimes(sandbox, System.err).measure(rounds));
      }
    }
    if (wants("handover")) {
      try (Sandbox sandbox = Sandbox.create()) {
        tables.add(new Handover(sandbox, System.err).measure(deployments));
      }
    }
    if (wants("switches")) {
      try (Servers servers = Servers.create()) {
        tables.add(new Switches(servers, System.err).measure(switches, seconds));
      }
    }
    if (wants("reloads")) {
      try (Servers servers = Servers.create()) {
        tables.add(new Reloads(servers, System.err).measure(reloads));
      }
    }
    if (wants("behind")) {
      try (Servers servers = Servers.create()) {
        tables.add(new Behind(servers, System.err).measure(pairs));
      }
    }
    if (wants("starts")) {
      try (Sandbox sandbox = Sandbox.create()) {
        tables.add(new Starts(sandbox, System.err).measure(starts));
      }
    }
    System.out.println(ThisMachine.describe() + "\n");
    tables.forEach(System.out::println);
  }
}
