package bluegreen.nginx;

import bluegreen.host.Accounts;
import bluegreen.host.Command;
import bluegreen.host.Commands;
import bluegreen.host.HostFailure;
import bluegreen.nginx.conf.Configuration;
import bluegreen.playbook.Playbook.Server;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Has nginx say whether it would take a configuration that is not there yet: it tests copies of the
 * files in a folder that is gone again, where all that it makes leads to, so that nothing of the
 * machine's is touched. It needs an nginx that knows {@code -e} (1.19.5 and later).
 *
 * @param nginx which one it is
 * @param build what it says of how it was built
 * @param kept whether somebody else starts it, who may make the folder of its pid file before
 * @param made a folder that is made before with all that is in it
 * @param temporary the folder for what is gone again
 */
record StartTrial(
    Server nginx,
    String build,
    boolean kept,
    Optional<Path> made,
    Path temporary,
    Commands commands) {
  /** Of a file that it has opened and cannot read, such as a folder, it says no more than crit. */
  private static final Pattern REFUSAL =
      Pattern.compile("\\[(?:emerg|crit)\\] (?:\\d+#\\d+: )?(.*)");

  /** The kernel's limit for the path of a Unix socket is 108 bytes. */
  private static final int LONGEST = 90;

  /**
   * Why it would refuse it, in its own words; empty where it would not, or that cannot be told.
   *
   * @param configuration what it would read
   * @param gone files that are there, and would not be
   */
  Optional<String> refusal(Configuration configuration, Set<Path> gone)
      throws InterruptedException {
    if (configuration.directives().isEmpty()
        || !Shadow.isPossible(configuration)
        || hidesAny(configuration)) {
      return Optional.empty();
    }
    try (Scratch scratch = Scratch.in(temporary)) {
      return scratch.folder().toString().length() > LONGEST
          ? Optional.empty()
          : refusal(configuration, gone, scratch.folder());
    } catch (IOException | HostFailure | InvalidPathException e) {
      return Optional.empty();
    }
  }

  /**
   * Whether there is a file in it that nginx may read and we may not: who knows what that makes. A
   * folder in the place of one hides nothing, and is refused by nginx itself.
   */
  private static boolean hidesAny(Configuration configuration) {
    return configuration.missing().stream()
        .map(name -> Path.of(name.replace("\0", "")))
        .anyMatch(file -> !Files.notExists(file) && !isOpenFolder(file));
  }

  private static boolean isOpenFolder(Path file) {
    return Files.isDirectory(file) && Files.isReadable(file);
  }

  private Optional<String> refusal(Configuration configuration, Set<Path> gone, Path folder)
      throws IOException, HostFailure, InterruptedException {
    Path prefix = NginxFiles.prefix(nginx, build);
    Shadow shadow = new Shadow(configuration, folder, prefix, build, kept, made);
    for (Map.Entry<String, String> text : shadow.texts().entrySet()) {
      Path copy = shadow.copy(text.getKey());
      Files.createDirectories(copy.getParent());
      Files.write(copy, text.getValue().getBytes(StandardCharsets.ISO_8859_1));
    }
    link(Path.of("/"), shadow.root(), each -> shadow.isAsked(each) && !gone.contains(each));
    Path conf = shadow.copy(configuration.main());
    List<String> argv = new ArrayList<>(List.of(nginx.bin(), "-p", prefix + "/"));
    argv.addAll(List.of("-c", conf.toString(), "-t", "-q"));
    if (shadow.hasEarlyLog()) {
      argv.addAll(List.of("-e", folder.resolve("early.log").toString()));
    }
    try {
      Commands.Result result = commands.runUnheard(Command.of(asRoot(argv)));
      return result.ok() ? Optional.empty() : said(result.output(), shadow, folder);
    } catch (HostFailure e) {
      return e.getMessage().startsWith(Commands.LATE)
          ? Optional.of(NginxWriter.SLOW + "nginx -t took longer than a minute")
          : Optional.empty();
    }
  }

  /** Who may have it read everything, does: without root's rights not all files can be read. */
  private List<String> asRoot(List<String> argv) throws HostFailure, InterruptedException {
    if (!nginx.sudo() || Accounts.areRoot()) {
      return argv;
    }
    List<String> sudo = new ArrayList<>(List.of("sudo", "-n"));
    sudo.addAll(argv);
    Command asked = Command.of("sudo", "-n", "-l", "--").and(argv.toArray(String[]::new));
    return commands.runUnheard(asked).ok() ? sudo : argv;
  }

  /**
   * Its words with the names that things have; none where they are about what is ours, or closed.
   */
  private static Optional<String> said(String output, Shadow shadow, Path folder) {
    Matcher refusal = REFUSAL.matcher(output);
    if (!refusal.find()) {
      return Optional.empty();
    }
    String said = shadow.meant(refusal.group(1));
    boolean unsure = said.contains(folder.toString()) || said.contains("Permission denied");
    return unsure ? Optional.empty() : Optional.of(said);
  }

  /** Has everything else be where relative paths lead, without a copy of it. */
  private static void link(Path real, Path copy, DirectoryStream.Filter<Path> which)
      throws IOException {
    try (DirectoryStream<Path> all = Files.newDirectoryStream(real, which)) {
      for (Path each : all) {
        Path beside = copy.resolve(each.getFileName());
        if (!Files.exists(beside, LinkOption.NOFOLLOW_LINKS)) {
          Files.createSymbolicLink(beside, each);
        } else if (Files.isDirectory(beside) && Files.isDirectory(each)) {
          link(each, beside, which);
        }
      }
    } catch (AccessDeniedException e) {
      // What is closed to us is so to whoever runs it.
    }
  }
}
