package bluegreen.state;

import bluegreen.host.Durability;
import bluegreen.host.Modes;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Copies an artifact into a release, never open to more people than its source, from the first
 * instant: what the owner alone may read there is for the owner alone here, and for the app.
 *
 * @param readers the group that the app runs with, where it is another user's; what the owner may
 *     read, it may
 * @param durability has each file survive a power cut
 */
record Copy(OptionalInt readers, Durability durability) {
  private static final int NOBODY_ELSE_WRITES = 0755;
  private static final int OWNER_WRITES = 0600;
  private static final int ANY_EXECUTION = 0111;
  private static final int OWNER_EXECUTES = 0100;

  /** Copies a file or folder. */
  void of(Path source, Path target) throws IOException {
    if (!Files.isDirectory(source)) {
      file(source, target);
      return;
    }
    Deque<Path> folders = new ArrayDeque<>(List.of(source));
    for (Path path : SourceTree.below(source)) {
      Path to = target.resolve(source.relativize(path).toString());
      if (Files.isSymbolicLink(path)) {
        Files.createSymbolicLink(to, Files.readSymbolicLink(path));
      } else if (Files.isDirectory(path)) {
        Files.createDirectory(to, attribute(0700));
        folders.push(path);
      } else {
        file(path, to);
      }
    }
    for (Path folder : folders) {
      Path to = target.resolve(source.relativize(folder).toString());
      open(to, mode(folder) & NOBODY_ELSE_WRITES | 0700);
    }
  }

  /** The same of a file of ours that nobody needs afterwards: it takes no further room. */
  void ofOwn(Path source, Path target) throws IOException {
    try {
      Files.move(source, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      file(source, target);
      return;
    }
    open(target, OWNER_WRITES);
    try (FileChannel channel = FileChannel.open(target, StandardOpenOption.WRITE)) {
      durability.force(channel, target);
    }
  }

  private void file(Path source, Path target) throws IOException {
    try (InputStream in = Files.newInputStream(source);
        FileChannel channel =
            FileChannel.open(
                target,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                attribute(OWNER_WRITES));
        OutputStream out = Channels.newOutputStream(channel)) {
      in.transferTo(out);
      int mode = mode(source) & NOBODY_ELSE_WRITES | OWNER_WRITES;
      // The digest tells programs from other files by what we may do with them.
      open(target, Files.isExecutable(source) ? mode | OWNER_EXECUTES : mode & ~ANY_EXECUTION);
      durability.force(channel, target);
    }
  }

  /** The group before the mode: until then it is the group of whoever deploys. */
  private void open(Path path, int mode) throws IOException {
    int wanted = mode;
    if (readers.isPresent()) {
      Files.setAttribute(path, "unix:gid", readers.getAsInt(), LinkOption.NOFOLLOW_LINKS);
      wanted |= (mode & 0500) >> 3;
    }
    Files.setPosixFilePermissions(path, permissions(wanted));
  }

  private static int mode(Path path) throws IOException {
    return (Integer) Files.getAttribute(path, "unix:mode") & 0777;
  }

  private static Set<PosixFilePermission> permissions(int mode) {
    return PosixFilePermissions.fromString(Modes.symbolic(mode));
  }

  private static FileAttribute<Set<PosixFilePermission>> attribute(int mode) {
    return PosixFilePermissions.asFileAttribute(permissions(mode));
  }
}
