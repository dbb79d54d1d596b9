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
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Has an nginx that does not run say whether it would start: it tests copies of its files in a
 * folder that is gone again, where all that it makes leads to, so that nothing of the machine's is
 * touched. It needs an nginx that knows {@code -e} (1.19.5 and later).
 *
 * @param nginx which one it is
 * @param build what it says of how it was built
 * @param kept whether somebody else starts it, who may make the folder of its pid file before
 * @param temporary the folder for what is gone again
 */
record StartTrial(Server nginx, String build, boolean kept, Path temporary, Commands commands) {
  private static final Pattern REFUSAL = Pattern.compile("\\[emerg\\] (?:\\d+#\\d+: )?(.*)");

  /** The kernel's limit for the path of a Unix socket is 108 bytes. */
  private static final int LONGEST = 90;

  /**
   * Why it would not start, in its own words; empty where it would, or that cannot be told.
   *
   * @param configuration what it would read
   */
  Optional<String> refusal(Configuration configuration) throws InterruptedException {
    if (!Shadow.isPossible(configuration) || configuration.directives().isEmpty()) {
      return Optional.empty();
    }
    try {
      Path folder = Files.createTempDirectory(temporary, "bluegreen-trial");
      try {
        return folder.toString().length() > LONGEST
            ? Optional.empty()
            : refusal(configuration, folder);
      } finally {
        discard(folder);
      }
    } catch (IOException | HostFailure | InvalidPathException e) {
      return Optional.empty();
    }
  }

  private Optional<String> refusal(Configuration configuration, Path folder)
      throws IOException, HostFailure, InterruptedException {
    Path prefix = NginxFiles.prefix(nginx, build);
    Shadow shadow = new Shadow(configuration, folder, prefix, build, kept);
    for (Map.Entry<String, String> text : shadow.texts().entrySet()) {
      Path copy = shadow.copy(text.getKey());
      Files.createDirectories(copy.getParent());
      Files.write(copy, text.getValue().getBytes(StandardCharsets.ISO_8859_1));
    }
    link(Path.of("/"), shadow.root());
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
  private static void link(Path real, Path copy) throws IOException {
    try (DirectoryStream<Path> all = Files.newDirectoryStream(real)) {
      for (Path each : all) {
        Path beside = copy.resolve(each.getFileName());
        if (!Files.exists(beside, LinkOption.NOFOLLOW_LINKS)) {
          Files.createSymbolicLink(beside, each);
        } else if (Files.isDirectory(beside) && Files.isDirectory(each)) {
          link(each, beside);
        }
      }
    } catch (AccessDeniedException e) {
      // What is closed to us is so to whoever runs it.
    }
  }

  /** A folder that sudo has had nginx make is not ours to look into, and empty. */
  private static void discard(Path folder) throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes seen) throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path dir, IOException e) throws IOException {
            Files.delete(dir);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
