package bluegreen.nginx;

import bluegreen.host.AtomicFiles;
import bluegreen.host.Command;
import bluegreen.host.Commands;
import bluegreen.host.HostFailure;
import bluegreen.state.AppDir;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;

/**
 * A change of a file that is somebody else's: it stays the same file but for its text. Mode, owner,
 * group, extended attributes and the links that lead to it are kept.
 */
final class FileEdit {
  private final Path file;
  private final boolean sudo;
  private final AppDir dir;
  private final Commands commands;
  private final AtomicFiles files;

  FileEdit(Path file, boolean sudo, AppDir dir, Commands commands, AtomicFiles files) {
    this.file = file;
    this.sudo = sudo;
    this.dir = dir;
    this.commands = commands;
    this.files = files;
  }

  /**
   * Replaces a text by another one; both have a character for each byte.
   *
   * @throws HostFailure where it cannot be written, or holds another text by now
   */
  void replace(String before, String after) throws HostFailure, InterruptedException {
    Path real = real();
    if (!SetValue.text(real).equals(Optional.of(before))) {
      throw new HostFailure(file + " was changed by somebody else just now; run this again");
    }
    Path temporary = AtomicFiles.temporary(real);
    try {
      if (sudo) {
        asRoot(real, temporary, after);
      } else if (!replaced(real, temporary, after)) {
        overwriteSafely(real, before, after);
      }
    } catch (IOException e) {
      throw new HostFailure("cannot write " + file + ": " + AtomicFiles.why(e));
    }
  }

  private Path real() throws HostFailure {
    try {
      return file.toRealPath();
    } catch (IOException e) {
      throw new HostFailure("cannot read " + file + ": " + AtomicFiles.why(e));
    }
  }

  private void asRoot(Path real, Path temporary, String text)
      throws IOException, HostFailure, InterruptedException {
    Path ours = AtomicFiles.temporary(dir.originalInclude());
    try {
      Files.deleteIfExists(ours);
      Files.createFile(ours);
      overwrite(ours, text);
      for (Command command : NginxCommands.replaceAsRoot(ours, temporary, real)) {
        Commands.Result result = commands.run(command);
        if (!result.ok()) {
          commands.run(NginxCommands.removeAsRoot(temporary));
          throw new HostFailure("cannot write " + file + ":\n" + result.output().strip());
        }
      }
    } finally {
      Files.deleteIfExists(ours);
    }
  }

  /**
   * Puts a new file in place of the old one, in one step; false where that would not be the same
   * file to others, or cannot be: it has a second name, its owner could not be kept, it is mounted
   * by itself, or there is no room for another one.
   */
  private boolean replaced(Path real, Path temporary, String text)
      throws IOException, InterruptedException {
    boolean done = false;
    try {
      if ((Integer) Files.getAttribute(real, "unix:nlink") > 1) {
        return false;
      }
      Files.deleteIfExists(temporary);
      files.create(temporary, 0600);
      overwrite(temporary, text);
      if (commands.run(NginxCommands.likeness(real, temporary)).ok() && isAlike(real, temporary)) {
        Files.move(temporary, real, StandardCopyOption.ATOMIC_MOVE);
        done = true;
        files.sync(real.getParent());
      }
    } catch (HostFailure | IOException e) {
      return done; // The folder is not ours to write to; the file may be.
    } finally {
      if (!done) {
        Files.deleteIfExists(temporary);
      }
    }
    return done;
  }

  private static boolean isAlike(Path one, Path other) throws IOException {
    Map<String, Object> first = Files.readAttributes(one, "unix:uid,gid,mode");
    return first.equals(Files.readAttributes(other, "unix:uid,gid,mode"));
  }

  /** What is there keeps its room on the disk until the rest is written, or until it is back. */
  private void overwriteSafely(Path path, String before, String after) throws IOException {
    try {
      overwrite(path, after);
    } catch (IOException e) {
      overwrite(path, before);
      throw e;
    }
  }

  private void overwrite(Path path, String text) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.truncate(bytes.limit());
      files.durability().force(channel, path);
    }
  }
}
