package bluegreen.nginx;

import bluegreen.host.AtomicFiles;
import bluegreen.host.Command;
import bluegreen.host.Commands;
import bluegreen.host.Custody;
import bluegreen.host.HostFailure;
import bluegreen.host.Texts;
import bluegreen.host.Trail;
import bluegreen.host.Trail.Link;
import bluegreen.nginx.conf.Configuration;
import bluegreen.playbook.Playbook;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Writes nginx's files and runs its commands, with root's rights where the playbook says so. */
final class NginxWriter {
  /** As soon as nginx has opened its error log, it begins with the time, and says who it is. */
  private static final Pattern WARNING =
      Pattern.compile("(?:nginx:|[0-9/]+ [0-9:]+) \\[warn\\] (?:\\d+#\\d+: )?(.*)");

  /** Where the user's own directives begin in a file of ours, see nginx/site.conf. */
  private static final String OWN = "        # From the playbook's nginx.location.";

  private static final Pattern NAMES = Pattern.compile("(?m)^\\s*server_name ([^;]+);");

  /** What is said of an nginx whose test does not come to its end. */
  static final String SLOW =
      "nginx has not read its configuration in time; it may be waiting for a name server, to look"
          + " up the host of an upstream: ";

  private final Playbook playbook;
  private final Commands commands;
  private final AtomicFiles files;

  NginxWriter(Playbook playbook, Commands commands, AtomicFiles files) {
    this.playbook = playbook;
    this.commands = commands;
    this.files = files;
  }

  /** Who else could change what is at a path. */
  Custody custody() throws InterruptedException {
    return Custody.own(commands, System.getenv());
  }

  /** What is written in a name's place: a link stays one, and leads to what is written. */
  private Path real(Path name) throws HostFailure, InterruptedException {
    if (!Files.isSymbolicLink(name)) {
      return name;
    }
    Optional<String> problem = SiteLinks.problem(name, playbook.nginx().sudo(), custody());
    if (problem.isPresent()) {
      throw new HostFailure(problem.get());
    }
    return Trail.of(name).end();
  }

  /** Writes a file of nginx's; through a link where only we could lead it elsewhere. */
  void write(Path name, String text) throws HostFailure, InterruptedException {
    new LoadedStream(playbook).forget(files, name);
    Path file = real(name);
    if (!playbook.nginx().sudo() || file.startsWith(playbook.app().dir())) {
      files.folder(file.getParent(), 0755);
      files.write(file, text, 0644);
      return;
    }
    Path temporary = AtomicFiles.temporary(file);
    String otherwise = "cannot write " + file;
    try {
      run(NginxCommands.writeAsRoot(temporary).reading(text), otherwise);
      files.sync(temporary);
      run(NginxCommands.renameAsRoot(temporary, file), otherwise);
    } catch (HostFailure e) {
      commands.run(NginxCommands.removeAsRoot(temporary));
      throw e;
    }
    files.sync(file.getParent());
  }

  /** Gives a file of nginx's another name, in one step. */
  void rename(Path from, Path to) throws HostFailure, InterruptedException {
    new LoadedStream(playbook).forget(files, to);
    Path file = real(from);
    Path name = real(to);
    if (playbook.nginx().sudo()) {
      run(NginxCommands.renameAsRoot(file, name), "cannot rename " + file);
    } else {
      files.folder(name.getParent(), 0755);
      files.rename(file, name);
    }
    files.sync(name.getParent());
  }

  /** Gives a file another name and tests the whole; where nginx refuses it, the old one. */
  void renameAndTest(Path file, Path name, NginxCommands lines)
      throws HostFailure, InterruptedException {
    rename(file, name);
    try {
      test(name, lines.dump());
    } catch (HostFailure e) {
      rename(name, file);
      throw e;
    }
  }

  /**
   * Writes a file and tests the whole; where nginx refuses it, the file is put back.
   *
   * @return what nginx warns of in it
   */
  List<String> writeAndTest(Path file, String text, NginxCommands lines)
      throws HostFailure, InterruptedException {
    Optional<String> before = SetValue.text(file).map(SetValue::shown);
    write(file, text);
    try {
      return about(file, text, warnings(test(file, lines.dump())));
    } catch (HostFailure e) {
      putBack(file, before);
      throw new HostFailure(e.getMessage() + quoted(file, text, e.getMessage()));
    }
  }

  /** The line of a file that nginx quotes and that is gone again when a person looks. */
  static String quoted(Path file, String text, String said) {
    Matcher place =
        Pattern.compile(" in " + Pattern.quote(file + ":") + "(\\d{1,6})").matcher(said);
    List<String> lines = text.lines().toList();
    if (!place.find() || Integer.parseInt(place.group(1)) > lines.size()) {
      return "";
    }
    int line = Integer.parseInt(place.group(1)) - 1;
    int own = lines.indexOf(OWN);
    int end = own < 0 ? -1 : own + lines.subList(own, lines.size()).indexOf("    }");
    boolean users = own >= 0 && line > own && line <= end;
    return (users ? "\nthat comes from nginx.location in the playbook, near: " : "\nthat line is: ")
        + lines.get(line == end ? line - 1 : line).strip();
  }

  private Commands.Result test(Path file, Command dumping)
      throws HostFailure, InterruptedException {
    Commands.Result dump = dumped(dumping);
    if (!dump.ok()) {
      throw new HostFailure("nginx refuses the configuration; it was put back:\n" + said(dump));
    }
    byte[] printed = dump.stdout().getBytes(StandardCharsets.UTF_8);
    if (file.equals(playbook.nginx().target().file())
        && Configuration.ofDump(new String(printed, StandardCharsets.ISO_8859_1))
            .filter(c -> c.includes(file))
            .isEmpty()) {
      throw new HostFailure(
          playbook.nginx().conf() + " does not include " + file + "; " + IncludeAdvice.line(file));
    }
    return dump;
  }

  /**
   * Removes a file, after the links that lead to it; where nginx's test fails without it, all of
   * that is put back, unless nginx does not run and would not start with it either.
   */
  void removeAndTest(
      Path file, String before, List<Link> links, Trials.Look testing, boolean running)
      throws HostFailure, InterruptedException {
    remove(file, links);
    Optional<String> refusal = testing.refusal();
    if (refusal.isPresent()) {
      write(file, before);
      relink(links);
      boolean broken = testing.refusal().isPresent();
      if (broken && !running) {
        remove(file, links);
        return;
      }
      String why =
          broken
              ? "nginx refuses its configuration, with " + file + " as without; mend it first:\n"
              : "nginx cannot do without " + file + "; it was put back:\n";
      throw new HostFailure(why + refusal.get());
    }
  }

  private void remove(Path file, List<Link> links) throws HostFailure, InterruptedException {
    for (Link link : links) {
      remove(link.path());
    }
    remove(real(file));
  }

  /** Has links lead again to what is there again. */
  void relink(List<Link> links) throws HostFailure {
    for (int i = links.size() - 1; i >= 0; i--) { // None is to lead to nothing for a moment.
      files.link(links.get(i).path(), links.get(i).to());
    }
  }

  /** Gives a file the content that it had, or takes it away where there was none. */
  void putBack(Path file, Optional<String> before) throws HostFailure, InterruptedException {
    if (before.isPresent()) {
      write(file, before.get());
    } else {
      remove(real(file));
    }
  }

  /** Removes a file of nginx's, or a folder with all that is in it. */
  void remove(Path path) throws HostFailure, InterruptedException {
    new LoadedStream(playbook).forget(files, path);
    boolean folder = Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    if (playbook.nginx().sudo() && Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      run(
          folder ? NginxCommands.removeTreeAsRoot(path) : NginxCommands.removeAsRoot(path),
          "cannot remove " + path);
    } else if (folder) {
      files.removeTree(path);
    } else {
      files.remove(path);
    }
  }

  /** Runs one of nginx's commands; {@code otherwise} begins the message where it fails. */
  void run(Command command, String otherwise) throws HostFailure, InterruptedException {
    Commands.Result result = commands.run(command);
    if (!result.ok()) {
      throw new HostFailure(otherwise + ":\n" + said(result));
    }
  }

  /** Starts nginx: one without an error log has our output for its own, for as long as it runs. */
  void start(Command command) throws HostFailure, InterruptedException {
    Commands.Result result = commands.runServer(command);
    if (!result.ok()) {
      throw new HostFailure("nginx cannot be started:\n" + said(result));
    }
  }

  /** What a command that failed has said, and what is to be done about it. */
  String said(Commands.Result result) {
    String errors = result.stderr().isBlank() ? result.stdout() : result.stderr();
    String last = Texts.lastLines(errors, 20);
    return SudoRules.isRefusal(last)
        ? last + "\n" + SudoRules.advice(playbook.nginx(), playbook.app().name())
        : last;
  }

  /** Those of nginx's warnings that are about a file: that name it, or a name of a site in it. */
  static List<String> about(Path file, String text, List<String> warnings) {
    List<String> words = new ArrayList<>(List.of(file + ":"));
    Matcher names = NAMES.matcher(text);
    while (names.find()) {
      Stream.of(names.group(1).split("\\s+")).map(name -> '"' + name + '"').forEach(words::add);
    }
    Set<String> seen = new HashSet<>(); // The playbook's directives stand in several places.
    return warnings.stream()
        .filter(w -> words.stream().anyMatch(w::contains))
        .filter(w -> seen.add(w.replaceFirst(":\\d+$", "")))
        .toList();
  }

  /** What nginx has warned of in a test that it passed, without who says it and how loud. */
  static List<String> warnings(Commands.Result test) {
    return test.stderr()
        .lines()
        .map(WARNING::matcher)
        .filter(Matcher::matches)
        .map(warning -> warning.group(1).strip())
        .toList();
  }

  /**
   * Has nginx test its configuration and print all of it; one that does not end has failed, and
   * says so.
   */
  Commands.Result dumped(Command dump) throws HostFailure, InterruptedException {
    try {
      return commands.runUnheard(dump);
    } catch (HostFailure e) {
      if (!e.getMessage().startsWith(Commands.LATE)) {
        throw e;
      }
      String said =
          SLOW + Command.shown(dump.argv()) + " took longer than " + Texts.seconds(dump.timeout());
      return new Commands.Result(1, said, "", said);
    }
  }
}
