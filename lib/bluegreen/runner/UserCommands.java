package bluegreen.runner;

import bluegreen.host.Command;
import bluegreen.host.Commands;
import bluegreen.host.HostFailure;
import bluegreen.host.Texts;
import bluegreen.playbook.Elsewhere;
import bluegreen.playbook.Playbook;
import bluegreen.playbook.Template;
import bluegreen.playbook.Templates;
import bluegreen.state.AppDir;
import bluegreen.state.SlotCommands;
import bluegreen.state.SlotRecord;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The commands of the user's that have an app run elsewhere, filled in and run. Where the playbook
 * has none any more, those count that a slot's record has kept.
 */
final class UserCommands {
  /** The longest wait for an answer to a question; what takes longer answers none. */
  private static final Duration QUESTION = Duration.ofSeconds(10);

  /** Above it, programs tell of themselves: timeout(1), a shell, ssh. */
  private static final int LAST_NO = 123;

  private static final int SHOWN_LINES = 20;

  private final Playbook playbook;
  private final AppDir dir;
  private final Templates templates;
  private final Commands commands;

  UserCommands(Playbook playbook, AppDir dir, Templates templates, Commands commands) {
    this.playbook = playbook;
    this.dir = dir;
    this.templates = templates;
    this.commands = commands;
  }

  /**
   * An answer to whether it runs.
   *
   * @param runs empty where that cannot be told
   * @param doubt why it cannot; empty where nobody was asked
   */
  record Answer(Optional<Boolean> runs, String doubt) {
    static final Answer NONE = new Answer(Optional.empty(), "");
  }

  /** Whether anybody can be asked about it. */
  boolean canAnswer(SlotRecord record) {
    return playbook
        .elsewhere()
        .map(e -> !e.running().isEmpty())
        .orElseGet(() -> record.commands().filter(c -> !c.running().isEmpty()).isPresent());
  }

  /** Asks whether it runs. */
  Answer ask(SlotRecord record) throws InterruptedException {
    if (!canAnswer(record)) {
      return Answer.NONE;
    }
    try {
      SlotCommands own = of(record).orElseThrow();
      int exit = commands.run(question(record, own, own.running())).exit();
      return exit >= 0 && exit <= LAST_NO
          ? new Answer(Optional.of(exit == 0), "")
          : new Answer(Optional.empty(), "app.start.running ended with " + exit);
    } catch (HostFailure e) {
      return new Answer(Optional.empty(), "app.start.running: " + Texts.headline(e.getMessage()));
    }
  }

  /**
   * Has it run.
   *
   * @param argv the command as it was planned
   */
  void start(SlotRecord record, List<String> argv) throws HostFailure, InterruptedException {
    Elsewhere own = playbook.elsewhere().orElseThrow();
    check("run", commands.runLeaving(command(argv, record, own.timeout())));
  }

  /**
   * Has it stop.
   *
   * @throws HostFailure where that command fails, or nobody knows it
   */
  void stop(SlotRecord record) throws HostFailure, InterruptedException {
    SlotCommands own =
        of(record)
            .orElseThrow(
                () ->
                    new HostFailure(
                        record.slot()
                            + " ("
                            + record.endpoint().address()
                            + ") was started by app.start, and this playbook has no app.start.stop"
                            + " that would end it; end it yourself, or put app.start back"));
    check("stop", commands.run(command(own.stop(), record, own.timeout())));
  }

  /**
   * What it has written last.
   *
   * @throws HostFailure where that is not known
   */
  String logs(SlotRecord record, int lines) throws HostFailure, InterruptedException {
    Optional<SlotCommands> own = of(record).filter(c -> !c.logs().isEmpty());
    if (own.isEmpty()) {
      throw new HostFailure(
          "what runs on "
              + record.slot()
              + " keeps its log elsewhere; with app.start.logs, it is shown here");
    }
    Command command =
        question(record, own.get(), own.get().logs())
            .with(Map.of("BLUEGREEN_LINES", String.valueOf(lines)));
    Commands.Result result = commands.runUnheard(command);
    check("logs", result);
    return Texts.lastLines(result.output(), lines);
  }

  private static void check(String key, Commands.Result result) throws HostFailure {
    if (!result.ok()) {
      String said = Texts.lastLines(result.output(), SHOWN_LINES);
      throw new HostFailure(
          "app.start."
              + key
              + " ended with "
              + result.exit()
              + (said.isEmpty() ? "" : "; it said:\n" + said));
    }
  }

  private Command question(SlotRecord record, SlotCommands own, List<String> argv)
      throws HostFailure {
    return command(argv, record, own.timeout().compareTo(QUESTION) < 0 ? own.timeout() : QUESTION);
  }

  /** Those that count for what a record tells of; empty where nobody knows any. */
  Optional<SlotCommands> of(SlotRecord record) {
    Optional<SlotCommands> present =
        playbook
            .elsewhere()
            .map(
                e ->
                    new SlotCommands(
                        filled(e.stop(), record),
                        filled(e.running(), record),
                        filled(e.logs(), record),
                        e.timeout()));
    return present.or(record::commands);
  }

  private List<String> filled(List<Template> argv, SlotRecord record) {
    Map<String, Object> names = names(record);
    return argv.stream().map(word -> templates.fill(word, names)).toList();
  }

  private Map<String, Object> names(SlotRecord record) {
    Path home = dir.releases().resolve(record.release()).resolve("app");
    return playbook.scope().at(record.slot(), record.endpoint(), record.version(), home).names();
  }

  /** In the playbook's folder, as tasks run; with the app's environment, and which slot it is. */
  private Command command(List<String> argv, SlotRecord record, Duration patience)
      throws HostFailure {
    Map<String, Object> names = names(record);
    Map<String, String> env = new LinkedHashMap<>();
    playbook.app().env().forEach((name, value) -> env.put(name, templates.fill(value, names)));
    if (playbook.app().envFile().isPresent()) {
      env.putAll(EnvFile.read(playbook.app().envFile().get()));
    }
    env.put("BLUEGREEN_APP", playbook.app().name());
    for (String name : List.of("slot", "host", "port", "version", "release")) {
      env.put("BLUEGREEN_" + name.toUpperCase(Locale.ROOT), names.get(name).toString());
    }
    return Command.of(argv).with(env).in(playbook.folder()).within(patience);
  }
}
