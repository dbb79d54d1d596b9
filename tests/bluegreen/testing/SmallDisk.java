package bluegreen.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.zeroturnaround.exec.ProcessExecutor;
import org.zeroturnaround.exec.ProcessResult;

/** A file system of its own in memory, mounted on a folder, that can be full or read-only. */
public final class SmallDisk implements AutoCloseable {
  /** What a file takes at least, in KiB: a page of memory. */
  public static final int BLOCK = 4;

  private static final int PLENTY = 16_384;

  private final Path folder;
  private boolean covered;

  private SmallDisk(Path folder) {
    this.folder = folder;
  }

  /** A disk with plenty of room, in place of the folder, which has to be empty. */
  public static SmallDisk on(Path folder) {
    try {
      if (!Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0)) {
        throw new IllegalStateException("mounting a file system takes root; run the tests as root");
      }
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    run("mount", "-t", "tmpfs", "-o", "mode=0755", "tmpfs", folder.toString());
    SmallDisk disk = new SmallDisk(folder);
    disk.empty();
    return disk;
  }

  /** There is plenty of room again. */
  public void empty() {
    uncover();
    remount("size=" + PLENTY + "k,nr_inodes=" + PLENTY);
  }

  /** Nothing but so many KiB, a multiple of {@link #BLOCK}, can be written from now on. */
  public void leave(int kib) {
    empty();
    long used = figures("%b %f %S", f -> (f[0] - f[1]) * f[2] / 1024);
    // A size of 0 would mean that there is no limit.
    remount("size=" + Math.max(BLOCK, used + kib) + "k");
  }

  /** No more than so many files and folders can be created from now on. */
  public void leaveFiles(int count) {
    empty();
    long used = figures("%c %d", f -> f[0] - f[1]);
    remount("nr_inodes=" + (used + count));
  }

  /** Nothing can be changed from now on, but by who has a file open already. */
  public void readOnly() {
    // Of a disk with such files the kernel makes no read-only one; of a second view of it, it does.
    run("mount", "--bind", folder.toString(), folder.toString());
    covered = true;
    remount("bind,ro");
  }

  private void uncover() {
    if (covered) {
      run("umount", "--lazy", folder.toString());
      covered = false;
    }
  }

  private void remount(String options) {
    run("mount", "-o", "remount," + options, folder.toString());
  }

  private interface Sum {
    long of(long... figures);
  }

  private long figures(String format, Sum sum) {
    String[] words = run("stat", "-f", "-c", format, folder.toString()).strip().split(" ");
    long[] figures = new long[words.length];
    for (int i = 0; i < words.length; i++) {
      figures[i] = Long.parseLong(words[i]);
    }
    return sum.of(figures);
  }

  private static String run(String... command) {
    try {
      ProcessResult result =
          new ProcessExecutor(command).readOutput(true).redirectErrorStream(true).execute();
      if (result.getExitValue() != 0) {
        throw new IllegalStateException(String.join(" ", command) + ": " + result.outputUTF8());
      }
      return result.outputUTF8();
    } catch (IOException | java.util.concurrent.TimeoutException e) {
      throw new IllegalStateException(String.join(" ", command), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** Takes it away with all that is on it, even if a process still has a file of it open. */
  @Override
  public void close() {
    uncover();
    run("umount", "--lazy", folder.toString());
  }
}
