package bluegreen.host;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;

/**
 * Writes files so that a reader, or a power cut, sees the old content or the new one and nothing
 * between: temporary file, fsync, rename, fsync of the folder.
 */
public final class AtomicFiles {
  /** The beginning of the name of every temporary file and folder of ours. */
  public static final String TEMPORARY = ".bluegreen-tmp-";

  private final Trace trace;
  private final Durability durability;

  /** Reports every file to {@code trace}. */
  public AtomicFiles(Trace trace) {
    this(trace, Durability.DISK);
  }

  /** The same with another way to have files survive. */
  public AtomicFiles(Trace trace, Durability durability) {
    this.trace = trace;
    this.durability = durability;
  }

  /** Who hears of it. */
  public Trace trace() {
    return trace;
  }

  /** Where a file's new content is written before it is given its name. */
  public static Path temporary(Path file) {
    return file.resolveSibling(TEMPORARY + file.getFileName());
  }

  /** Puts {@code text} in place of the file's content, with permissions such as {@code 0644}. */
  public void write(Path file, String text, int mode) throws HostFailure {
    write(file, text.getBytes(StandardCharsets.UTF_8), mode);
  }

  /** Puts bytes in place of the file's content, with permissions such as {@code 0644}. */
  public void write(Path file, byte[] content, int mode) throws HostFailure {
    Path temporary = temporary(file);
    try {
      Files.deleteIfExists(temporary);
      try (FileChannel channel =
          FileChannel.open(
              temporary,
              Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              Modes.attribute(mode))) {
        // Created with it, so that nobody could open a secret in between; a umask may have cut it.
        Modes.permit(temporary, mode);
        ByteBuffer bytes = ByteBuffer.wrap(content);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        durability.force(channel, temporary);
      }
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      sync(file.getParent());
      trace.file("wrote " + file);
    } catch (IOException e) {
      discard(temporary);
      throw new HostFailure("cannot write " + file + ": " + why(e));
    }
  }

  /** Creates an empty file for all to see; it is there as soon as this returns, in one step. */
  public void mark(Path file) throws HostFailure {
    create(file, 0644);
  }

  /** Creates an empty file, with permissions such as {@code 0644}, where there is none. */
  public void create(Path file, int mode) throws HostFailure {
    try {
      if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        Files.createFile(file, Modes.attribute(mode));
        Modes.permit(file, mode); // A umask may have cut it.
        trace.file("created " + file);
      }
    } catch (IOException e) {
      throw new HostFailure("cannot create " + file + ": " + why(e));
    }
  }

  /** Gives a file another name in the same folder, which needs no room on the disk. */
  public void rename(Path file, Path name) throws HostFailure {
    try {
      Files.move(file, name, StandardCopyOption.ATOMIC_MOVE);
      trace.file("renamed " + file + " to " + name);
    } catch (IOException e) {
      throw new HostFailure("cannot rename " + file + ": " + why(e));
    }
  }

  /** Puts a symbolic link in a name's place. */
  public void link(Path link, Path target) throws HostFailure {
    Path temporary = temporary(link);
    try {
      Files.deleteIfExists(temporary);
      Files.createSymbolicLink(temporary, target);
      Files.move(
          temporary, link, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      trace.file("linked " + link + " to " + target);
    } catch (IOException e) {
      discard(temporary);
      throw new HostFailure("cannot create " + link + ": " + why(e));
    }
  }

  /** Removes a file where there is one. */
  public void remove(Path file) throws HostFailure {
    try {
      if (Files.deleteIfExists(file)) {
        trace.file("removed " + file);
      }
    } catch (IOException e) {
      throw new HostFailure("cannot remove " + file + ": " + why(e));
    }
  }

  /** What makes files survive a power cut, for whoever writes them on his own. */
  public Durability durability() {
    return durability;
  }

  /** Makes sure that what was created, renamed or removed in a folder survives a power cut. */
  public void sync(Path folder) throws HostFailure {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      durability.force(channel, folder);
    } catch (IOException e) {
      throw new HostFailure("cannot write " + folder + ": " + why(e));
    }
  }

  /** Closes a file or folder that is open to more people than {@code mode} says. */
  public void narrow(Path path, int mode) throws HostFailure {
    try {
      Set<PosixFilePermission> allowed = Modes.permissions(mode);
      boolean link = Files.isSymbolicLink(path);
      if (!link && !allowed.containsAll(Files.getPosixFilePermissions(path))) {
        Modes.permit(path, mode);
        trace.file("closed " + path);
      }
    } catch (IOException e) {
      throw new HostFailure("cannot close " + path + " to others: " + why(e));
    }
  }

  /**
   * Creates a folder for a user, who alone and whose group may look into it, or gives it to that
   * user where it is there; those above it are for everybody, and stay where they are there.
   *
   * @throws HostFailure where that cannot be
   */
  public void folder(Path folder, Optional<Account> owner) throws HostFailure {
    folder(folder.getParent(), 0755);
    folder(folder, 0750);
    if (owner.isPresent()) {
      try {
        Files.setAttribute(folder, "unix:gid", (int) owner.get().gid(), LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(folder, "unix:uid", (int) owner.get().uid(), LinkOption.NOFOLLOW_LINKS);
      } catch (IOException e) {
        throw new HostFailure(
            "cannot give " + folder + " to " + owner.get().name() + ": " + why(e));
      }
    }
  }

  /** Creates a folder and those above it, each with permissions such as {@code 0755}. */
  public void folder(Path folder, int mode) throws HostFailure {
    Deque<Path> missing = new ArrayDeque<>();
    for (Path p = folder; p != null && !Files.isDirectory(p); p = p.getParent()) {
      missing.push(p);
    }
    for (Path p : missing) {
      try {
        Files.createDirectory(p, Modes.attribute(mode));
        Modes.permit(p, mode);
        trace.file("created " + p + "/");
      } catch (IOException e) {
        if (Files.isDirectory(p)) {
          continue; // Another run was faster.
        }
        throw new HostFailure("cannot create " + p + ": " + why(e));
      }
    }
  }

  /** Removes a folder with all that is in it; symbolic links are removed, not followed. */
  public void removeTree(Path folder) throws HostFailure {
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try {
      new Remover(Optional.empty()).remove(folder);
      trace.file("removed " + folder + "/");
    } catch (IOException e) {
      throw new HostFailure("cannot remove " + folder + ": " + why(e));
    }
  }

  /**
   * Removes a folder with all that is in it, one file only when all the others are gone: a lock
   * that keeps others out until there is nothing left to be kept out of. A folder in which somebody
   * has begun anew by then stays.
   */
  public void removeTree(Path folder, Path last) throws HostFailure {
    boolean within = last.startsWith(folder) && Files.exists(last);
    if (!within || !Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      removeTree(folder);
      return;
    }
    try {
      new Remover(Optional.of(last)).remove(folder);
    } catch (IOException e) {
      throw new HostFailure("cannot remove " + folder + ": " + why(e));
    }
    remove(last);
    removeIfEmpty(folder);
  }

  /** Removes a folder unless something is in it, or it is a link, a mount point, or not ours to. */
  public void removeIfEmpty(Path folder) throws HostFailure {
    try {
      if (Files.isSymbolicLink(folder)) {
        trace.file("kept " + folder + ": it is a link");
      } else if (Files.deleteIfExists(folder)) {
        trace.file("removed " + folder + "/");
      }
    } catch (java.nio.file.DirectoryNotEmptyException e) {
      trace.file("kept " + folder + "/: something is in it");
    } catch (java.nio.file.AccessDeniedException e) {
      trace.file("kept " + folder + "/: the folder above is not ours to change");
    } catch (IOException e) {
      if (why(e).contains("busy")) {
        trace.file("kept " + folder + "/: it is a mount point");
        return;
      }
      throw new HostFailure("cannot remove " + folder + ": " + why(e));
    }
  }

  private static void discard(Path temporary) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      // The write's own failure is what the user needs to hear of.
    }
  }

  /** The system's reason, in the user's words. */
  public static String why(IOException e) {
    if (e instanceof java.nio.file.AccessDeniedException) {
      return "permission denied";
    } else if (e instanceof java.nio.file.NoSuchFileException missing) {
      return missing.getFile() + " does not exist";
    } else if (e instanceof java.nio.file.FileSystemException system
        && system.getReason() != null) {
      return system.getReason();
    }
    return Texts.reason(e);
  }
}
